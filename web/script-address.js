// Where a classic script comes from, which is known only while it runs for the first time. Stands for `import.meta.url`
// in the script that is built for such tags.
export const scriptAddress = globalThis.document?.currentScript?.src;
