/** The user's input is wrong. The message is one sentence: what, where, and what would be right. Exit code 2. */
export class InputError extends Error {}
