import ts from "typescript";
import { describe, expect, it } from "vitest";
import { shortMemberNames, uncalled } from "../../build/member-names.ts";

const shortNames = shortMemberNames();

/** Every type of which the firmware's and the drivers' sources name a member, by the compiler's own account. */
function typesWithMembers(): { checker: ts.TypeChecker; types: Set<ts.Type> } {
  const options = ts.parseJsonConfigFileContent(ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path)).config, ts.sys, ".").options;
  const program = ts.createProgram(["firmware/main.ts", "hal/espruino/globals.d.ts"], options);
  const checker = program.getTypeChecker();
  const types = new Set<ts.Type>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) types.add(checker.getTypeAtLocation(node.expression));
    if (ts.isClassDeclaration(node) && node.name) types.add(checker.getTypeAtLocation(node.name));
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) if (/\/(firmware|hal)\//.test(file.fileName)) visit(file);
  return { checker, types };
}

describe("short names of members", () => {
  it("are never the same for two members of one object", () => {
    const { checker, types } = typesWithMembers();
    let shortened = 0;
    for (const type of types) {
      const names = checker.getPropertiesOfType(checker.getNonNullableType(type)).map(({ name }) => name);
      const given = names.map((name) => shortNames[name] ?? name);
      expect(new Set(given).size, `${checker.typeToString(type)}: ${names.join(", ")}`).toBe(names.length);
      shortened += names.filter((name) => shortNames[name] !== undefined).length;
    }
    expect(shortened).toBeGreaterThan(500);
  });

  it("are of one letter for nearly all", () => {
    const given = Object.values(shortNames);
    expect(given.filter((name) => name.length > 1).length).toBeLessThan(given.length / 10);
  });

  it("tell what only the host calls", () => {
    expect(shortNames["close"]).toBe(uncalled);
  });

  it("leave alone what is stored, sent or configured", () => {
    for (const name of ["samplePeriodS", "falseAlarmsPerYear", "sensors", "writeTo", "length", "push"]) expect(shortNames[name]).toBeUndefined();
  });
});
