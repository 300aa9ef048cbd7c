import { describe, expect, it } from "vitest";
import { uncalled } from "../../build/member-names.ts";
import { withoutUncalled } from "../../build/without-uncalled.ts";

describe("methods that nothing calls", () => {
  it("go from classes", () => {
    expect(withoutUncalled(`class A{a(){return 1}${uncalled}(){this.b=2}c(){return 3}}`)).toBe("class A{a(){return 1}c(){return 3}}");
  });

  it("go from literals, wherever they stand", () => {
    expect(withoutUncalled(`x={a:f,${uncalled}:f,c:f};`)).toBe("x={a:f,c:f};");
    expect(withoutUncalled(`x={${uncalled}:f,c:f};`)).toBe("x={c:f};");
    expect(withoutUncalled(`x={a:f,${uncalled}:f};`)).toBe("x={a:f};");
    expect(withoutUncalled(`x={${uncalled}(){g()}};`)).toBe("x={};");
  });

  it("stay where something calls them", () => {
    expect(withoutUncalled("class A{a(){return 1}}")).toBe("class A{a(){return 1}}");
  });
});
