import ts from "typescript";
import { uncalled } from "./member-names.ts";
import { rewritten } from "./parse-script.ts";

/**
 * Takes away the methods that nothing in a bundle calls, where classes and literals define them: each costs a board five
 * variables or more, and a bundler keeps them all.
 * @param text  a minified script in which they bear the name that says so
 */
export function withoutUncalled(text: string): string {
  return rewritten(text, (node) => {
    const isUncalled = (ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node)) && node.name.getText() === uncalled;
    if (!isUncalled) return [];
    // In a literal with the comma before it, or after it where it is the first.
    const isLater = text[node.getStart() - 1] === ",";
    const isFollowed = text[node.end] === ",";
    return [{ start: node.getStart() - (isLater ? 1 : 0), end: node.end + (isFollowed && !isLater ? 1 : 0), text: "" }];
  });
}
