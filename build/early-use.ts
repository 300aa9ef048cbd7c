import ts from "typescript";
import { symbolOf } from "./parse-script.ts";

/** A name used, while the script loads, before the statement that defines it has run. */
export interface EarlyUse {
  name: string;
  position: number;
}

/** Array methods that call their first argument at once. */
const callsAtOnce = new Set([
  "forEach", "map", "filter", "reduce", "find", "findIndex", "some", "every", "sort", "replace",
]);

type Callable = ts.FunctionLikeDeclaration;

function isCallable(node: ts.Node): node is Callable {
  return ts.isFunctionLike(node) && "body" in node;
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

/** Whether a function expression runs where it stands: called in place, or handed to an array method. */
function runsInPlace(node: Callable): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  let at: ts.Node = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const call = at.parent;
  if (!ts.isCallExpression(call)) return false;
  if (call.expression === at) return true;
  const callee = call.expression;
  return call.arguments[0] === at && ts.isPropertyAccessExpression(callee) && callsAtOnce.has(callee.name.text);
}

/** The function whose run a node is part of; undefined for the script itself. */
function runOf(node: ts.Node): Callable | undefined {
  for (let at = node.parent as ts.Node | undefined; at && !ts.isSourceFile(at); at = at.parent) {
    if (isCallable(at) && !runsInPlace(at)) return at;
  }
  return undefined;
}

/** A member of a class that is no function runs with `new`, not where it stands. */
function isFieldValue(node: ts.Node): boolean {
  return ts.isPropertyDeclaration(node);
}

type Definition = ts.FunctionDeclaration | ts.ClassDeclaration | ts.VariableDeclaration;

function isDefinition(node: ts.Node): node is Definition {
  return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isVariableDeclaration(node);
}

/**
 * Finds what the interpreter, which hoists nothing, would not know yet. Two ways lead there: a name that stands above
 * its definition in the same run, and a call made while the script loads into a function that uses a later name.
 * Methods are followed by their name alone, so of two methods of one name both are taken to be called.
 */
export function findEarlyUses(file: ts.SourceFile, checker: ts.TypeChecker): EarlyUse[] {
  const uses: EarlyUse[] = [];
  const methods = new Map<string, Callable[]>();
  const visited = new Set<ts.Node>();
  const reported = new Set<number>();

  const report = (name: ts.Identifier): void => {
    const position = name.getStart(file);
    if (reported.has(position)) return;
    reported.add(position);
    uses.push({ name: name.text, position });
  };

  const definitionOf = (name: ts.Identifier): Definition | undefined => {
    return symbolOf(name, checker)?.declarations?.filter(isDefinition).sort((a, b) => a.pos - b.pos)[0];
  };

  const isUse = (node: ts.Node): node is ts.Identifier => {
    if (!ts.isIdentifier(node)) return false;
    const parent = node.parent;
    if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
    if (ts.isPropertyAssignment(parent)) return parent.name !== node;
    return !ts.isShorthandPropertyAssignment(parent) && "name" in parent ? parent.name !== node : true;
  };

  const collectMethods = (node: ts.Node): void => {
    let name: ts.Node | undefined;
    let callable: ts.Node | undefined;
    if (ts.isMethodDeclaration(node) || ts.isGetAccessor(node) || ts.isSetAccessor(node)) [name, callable] = [node.name, node];
    else if (ts.isPropertyAssignment(node)) [name, callable] = [node.name, node.initializer];
    if (name && callable && isCallable(callable)) {
      const key = name.getText(file);
      methods.set(key, [...(methods.get(key) ?? []), callable]);
    }
    ts.forEachChild(node, collectMethods);
  };

  /** First way: the same run, above the definition. */
  const checkOrder = (node: ts.Node): void => {
    if (isUse(node)) {
      const definition = definitionOf(node);
      if (definition && runOf(node) === runOf(definition)) {
        // A variable is known from its name on, even in its own value: the enums that compilers write need that.
        const known = ts.isVariableDeclaration(definition) ? definition.name.end : definition.pos;
        if (node.pos < known) report(node);
      }
    }
    ts.forEachChild(node, checkOrder);
  };

  /** Second way: `loadedTo` is how far the script had come when the call was made. */
  const enter = (callable: ts.Node | undefined, loadedTo: number): void => {
    if (!callable || visited.has(callable)) return;
    visited.add(callable);
    if (ts.isClassLike(callable)) {
      const base = callable.heritageClauses?.[0]?.types[0]?.expression;
      if (base) enterCallee(base, loadedTo);
      for (const member of callable.members) {
        if (ts.isConstructorDeclaration(member)) enter(member, loadedTo);
        else if (ts.isPropertyDeclaration(member) && member.initializer) follow(member.initializer, loadedTo);
      }
    } else if (isCallable(callable) && callable.body) {
      follow(callable.body, loadedTo);
    }
  };

  const enterCallee = (callee: ts.Expression, loadedTo: number): void => {
    const inner = withoutParentheses(callee);
    if (ts.isIdentifier(inner)) {
      const definition = definitionOf(inner);
      if (definition) enter(ts.isVariableDeclaration(definition) ? definition.initializer : definition, loadedTo);
    }
  };

  const follow = (node: ts.Node, loadedTo: number | undefined): void => {
    if (isCallable(node) && !runsInPlace(node)) return;
    if (isFieldValue(node)) return;
    const reached = loadedTo ?? node.getStart(file);
    if (loadedTo !== undefined && isUse(node)) {
      const definition = definitionOf(node);
      if (definition && runOf(definition) === undefined && definition.end > loadedTo && !contains(definition, node)) {
        report(node);
      }
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) enterCallee(node.expression, reached);
    if (ts.isPropertyAccessExpression(node)) for (const m of methods.get(node.name.text) ?? []) enter(m, reached);
    ts.forEachChild(node, (child) => follow(child, loadedTo));
  };

  const contains = (outer: ts.Node, inner: ts.Node): boolean => outer.pos <= inner.pos && inner.end <= outer.end;

  collectMethods(file);
  checkOrder(file);
  follow(file, undefined);
  return uses;
}
