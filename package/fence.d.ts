/** Turns every fenced block of the language `oauth-flow` in `root`, the document unless given, into an element. */
export function upgradeFences(root?: ParentNode): void;

/** The attributes that the text of a block names, as pairs. */
export function readFence(text: string): [name: string, value: string][];
