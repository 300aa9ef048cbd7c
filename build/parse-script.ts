import ts from "typescript";

/** A finished script as the TypeScript compiler sees it. */
export interface Script {
  program: ts.Program;
  file: ts.SourceFile;
}

/** A program of this one script, so that the checker can say which definition a name means. */
export function parseScript(text: string): Script {
  const file = ts.createSourceFile("bundle.js", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const program = ts.createProgram({
    rootNames: [file.fileName],
    options: { allowJs: true, noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext },
    host: {
      getSourceFile: (name) => (name === file.fileName ? file : undefined),
      getDefaultLibFileName: () => "",
      writeFile: () => undefined,
      getCurrentDirectory: () => "",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => name === file.fileName,
      readFile: () => undefined,
    },
  });
  return { program, file };
}

/** What a name means where it stands, a shorthand key included. */
export function symbolOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
}

/** One replacement in a text. */
export interface Edit { start: number; end: number; text: string }

/** @returns the text with every edit made that its nodes ask for @param text  a finished, minified script */
export function rewritten(text: string, editsOf: (node: ts.Node) => readonly Edit[]): string {
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    edits.push(...editsOf(node));
  };
  visit(parseScript(text).file);
  return edited(text, edits);
}

/** @returns the text with all of them made; what goes in at a place stays before what is replaced there */
export function edited(text: string, edits: readonly Edit[]): string {
  const backwards = [...edits].sort((a, b) => b.start - a.start || b.end - a.end);
  return backwards.reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}
