import { describe, expect, it } from "vitest";
import { inlineConstants } from "../../build/inline-constants.ts";

describe("writing constants in their places", () => {
  const written: [text: string, result: string][] = [
    ["var a=5;f(a)", "f(5)"],
    ['"use strict";(()=>{var a=5;f(a)})();', '"use strict";(()=>{f(5)})();'],
    ["var a=5,b=g();f(a,b)", "var b=g();f(5,b)"],
    ["var b=g(),a=5;f(a,b)", "var b=g();f(5,b)"],
    ["var b=g(),a=5,c=h(a);f(a)", "var b=g(),c=h(5);f(5)"],
    ["var a=10,b=a+1;f(b)", "f(11)"],
    ["var a=86400,b=a*10;f(b)", "f(864e3)"],
    ["var a=1e30;f(a)", "f(1e30)"],
    ["var a=.02;f(a)", "f(.02)"],
    ["var a=.02;f(b?a:c)", "f(b?0.02:c)"],
    ["var a=5;class B{m(){return a}}", "class B{m(){return 5}}"],
    ["var a=5;function f(){return a*a}", "function f(){return 5*5}"],
    ["var a=5;f({a:a})", "f({a:5})"],
    ["var a=5;f(b.a)", "f(b.a)"],
    ["var a=5;function f(a){return a}", "function f(a){return a}"],
  ];
  it.each(written)("%s gives %s", (text, result) => {
    expect(inlineConstants(text)).toBe(result);
  });

  const left = [
    "var a=5;a++;f(a)",
    "var a=5;a=6;f(a)",
    "var a=5;function f(){a+=1}",
    "var a=5;f({a})",
    "var a=-5;f(a)",
    "var a=g();f(a)",
    "var a='5';f(a)",
    "var a=1/0;f(a)",
    "var a=5;var a=6;f(a)",
    "for(var a=5;a<6;a++)f(a)",
    "function f(){var a=5;return a}",
  ];
  it.each(left)("%s stays as it is", (text) => {
    expect(inlineConstants(text)).toBe(text);
  });

  it("takes numbers to be what they were to the last bit", () => {
    for (const value of [0.1, 1 / 3, 0.046910077, 1e-12, 123456.789, 4294967295, 86400, 1e21, 5e-7]) {
      const result = inlineConstants(`var a=${value};f(a)`);
      expect(Number(/\((.*)\)/.exec(result)![1])).toBe(value);
    }
  });
});
