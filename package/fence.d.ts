/** Turns every fenced block of the language `oauth-flow` in `root`, the document unless given, into an element. */
export function upgradeFences(root?: ParentNode): void;

/**
 * The attributes that the text of a block names, as pairs. `complain` is called with a reason for each line that means
 * nothing.
 */
export function readFence(text: string, complain?: (reason: string) => void): [name: string, value: string][];
