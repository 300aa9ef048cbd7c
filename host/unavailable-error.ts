/** It could not be done, and no other input would help: no such port, a line lost. One sentence. Exit code 1. */
export class UnavailableError extends Error {}
