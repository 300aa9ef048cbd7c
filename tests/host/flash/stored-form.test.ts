import { describe, expect, it } from "vitest";
import { buildHashOf, carriesHash } from "#host/flash/flash-plan.ts";
import { languageText, storedForm } from "#host/flash/stored-form.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";

describe("the stored form of a bundle", () => {
  it("has one byte for a word or an operator, with the interpreter's own numbers", () => {
    // From the interpreter's lexer, counted from 138: function 170, return 171, var 172, === 139, >>> 147.
    expect(storedForm("var a = 1; function f() { return a === 1 >>> 0; }")).toBe("\xaca=1;\xaaf(){\xaba\x8b1\x930;}");
  });

  it("leaves strings, numbers and templates as they are, for interpreters of every age", () => {
    expect(storedForm('g("var", 2857740885, 300, `var ${x} var`)')).toBe('g("var",2857740885,300,`var ${x} var`)');
  });

  it("does the same as the text when its bytes are words again", () => {
    const program = 'var r = [], o = {of: 2, static: 3}; for (var k in o) r.push(k); switch (o.of) { case 2: r.push(typeof o); break; default: r.push(-1); } try { throw new Error("x"); } catch (e) { r.push(e.message); } finally { r.push(o instanceof Object, void 0 === undefined); } return r.join();';
    const again = languageText(storedForm(program));
    expect(again).not.toBe(program);
    expect((new Function(again) as () => string)()).toBe((new Function(program) as () => string)());
  });

  it("is shorter than the shipped bundle by a tenth and more, in bytes only, and keeps its build hash", () => {
    const bundle = readBundle();
    const stored = storedForm(bundle);
    expect(stored.length).toBeLessThan(0.9 * bundle.length);
    expect(stored).toMatch(/^[\t\n\x20-\xff]*$/);
    expect(carriesHash(stored, buildHashOf(bundle))).toBe(true);
  });

  it("leaves alone what has no such bytes", () => {
    expect(languageText("var a=1")).toBe("var a=1");
  });
});
