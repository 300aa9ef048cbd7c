/**
 * What the interpreter cannot run, as far as the source shows it. build/check-bundle.ts looks at the finished file
 * again, because a package or the bundler can smuggle in what no source file holds.
 */

export const espruinoSyntax = [
  ["AssignmentPattern", "Espruino has no default values; test for undefined"],
  ["RestElement", "Espruino has no rest parameters"],
  ["SpreadElement", "Espruino has no spread; use concat, slice or set"],
  ["ObjectPattern", "Espruino has no destructuring"],
  ["ArrayPattern", "Espruino has no destructuring"],
  [":function[generator=true]", "Espruino has no generators"],
  [":function[async=true]", "Espruino has no async functions; use callbacks"],
  ["AwaitExpression", "Espruino has no await"],
  ["ForOfStatement[await=true]", "Espruino has no await"],
  [":matches(Property, MethodDefinition, PropertyDefinition)[computed=true]", "Espruino has no computed keys"],
  ["PrivateIdentifier", "Espruino has no #private names; use private"],
  ["TaggedTemplateExpression", "Espruino has no tagged templates"],
  ["LabeledStatement", "Espruino has no labels"],
  ["BinaryExpression[operator='**']", "becomes Math.pow, which Espruino rounds wrongly; multiply or shift"],
  ["AssignmentExpression[operator='**=']", "becomes Math.pow, which Espruino rounds wrongly; multiply or shift"],
  [
    ":matches(PropertyDefinition, AccessorProperty)[static=true]",
    "a static field refers to its class by an inner name, which Espruino does not bind; use a constant of the module",
  ],
  ["StaticBlock", "Espruino has no static blocks"],
  ["ClassExpression[id.type='Identifier']", "Espruino does not bind the inner name of a class expression"],
  [":matches(ClassDeclaration, ClassExpression)[superClass.name=/Error$/]", "Espruino cannot extend Error"],
  ["Property > FunctionExpression Super", "Espruino has no super in methods of object literals"],
  ["MetaProperty", "Espruino has no new.target and no import.meta"],
  ["ImportExpression", "the bundle is one file; import at the top"],
  ["Literal[bigint]", "Espruino has no BigInt"],
  ["Literal[raw=/\\\\u\\{/]", "Espruino does not know \\u{…}; write \\uXXXX"],
  ["TemplateElement[value.raw=/\\\\u\\{/]", "Espruino does not know \\u{…}; write \\uXXXX"],
  ["TSEnumDeclaration[const=false]", "an enum object costs variables on the board; use const enum"],
].map(([selector, message]) => ({ selector, message }));

export const espruinoGlobals = [
  "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Symbol", "BigInt", "Proxy", "Reflect", "TextEncoder", "TextDecoder",
  "performance", "structuredClone", "queueMicrotask", "Buffer",
].map((name) => ({ name, message: "Espruino does not have it." }));

const missing = {
  Math: ["hypot", "trunc", "log10", "log2", "log1p", "expm1", "cbrt", "tanh", "fround", "imul", "clz32"],
  Number: ["isFinite", "isInteger", "isSafeInteger", "isNaN", "EPSILON", "MAX_SAFE_INTEGER", "MIN_SAFE_INTEGER"],
  Object: ["freeze", "hasOwn"],
  Array: ["from", "of"],
};

export const espruinoProperties = [
  ...Object.entries(missing).flatMap(([object, names]) =>
    names.map((property) => ({ object, property, message: "Espruino does not have it." })),
  ),
  ...["reduceRight", "flat", "flatMap", "at"].map((property) => ({ property, message: "Espruino does not have it." })),
];
