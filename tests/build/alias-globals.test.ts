import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { aliasGlobals } from "../../build/alias-globals.ts";
import { checkBundle } from "../../build/check-bundle.ts";

const roots = "(()=>{function s(t){return Math.sqrt(t)+Math.abs(t)+Math.floor(t)+Math.round(t)+Math.min(t,1)+Math.ceil(t)+Math.max(t,1)}x=s(4)})();";

describe("short names for the language's own objects", () => {
  it("are given where they save room, at the beginning of the script's own scope", () => {
    const text = aliasGlobals(roots);
    expect(text).toContain("(()=>{var Aa=Math;function s(t){return Aa.sqrt(t)+");
    expect(text.length).toBeLessThan(roots.length);
  });

  it("change no result", () => {
    for (const text of [roots, aliasGlobals(roots)]) expect(runInNewContext(`var x;${text}x`)).toBe(23);
  });

  it("are given to mathematical functions that are used often, and to the library for the rest", () => {
    const often = "(()=>{function s(t){return Math.max(t,1)+Math.max(t,2)+Math.max(t,3)+Math.max(t,4)+Math.sqrt(t)+Math.abs(t)+Math.floor(t)+Math.round(t)+Math.PI}x=s(4)})();";
    const text = aliasGlobals(often);
    expect(text).toContain("var Aa=Math,Ab=Math.max;function s(t){return Ab(t,1)+Ab(t,2)+Ab(t,3)+Ab(t,4)+Aa.sqrt(t)+");
    expect(runInNewContext(`var x;${text}x`)).toBe(runInNewContext(`var x;${often}x`));
  });

  it("are none that the script uses already", () => {
    expect(aliasGlobals(roots.replaceAll("s(", "Aa("))).toContain("var Ab=Math;");
  });

  it("leave alone members, keys and the script's own names of that name", () => {
    const text = "(()=>{let t={Math:1};t.Math=2;t.Math=3;t.Math=4;{let Math=5;y=Math+Math+Math+Math+Math+Math}})();";
    expect(aliasGlobals(text)).toBe(text);
  });

  it("leave alone what is used too rarely, and scripts that are no function", () => {
    for (const text of ["(()=>{x=Math.sqrt(4)})();", "x=Math.sqrt(4)+Math.abs(Math.sin(Math.cos(Math.tan(4))))"]) expect(aliasGlobals(text)).toBe(text);
  });

  it("do not hide from the check of the bundle what the interpreter lacks", () => {
    const text = aliasGlobals(roots.replace("Math.sqrt(t)", "Math.hypot(t,t)"));
    expect(text).toContain("Aa.hypot");
    expect(checkBundle(text).map(({ what }) => what)).toEqual(["Math.hypot"]);
  });
});
