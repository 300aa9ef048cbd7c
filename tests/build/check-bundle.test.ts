import { describe, expect, it } from "vitest";
import { checkBundle, countFunctions, maximumBytes, maximumFunctions } from "../../build/check-bundle.ts";

const found = (text: string): string[] => checkBundle(text).map((finding) => finding.what);

/** A snippet for every row of what the interpreter cannot run, with the word that names it. */
const rejected: [snippet: string, finding: RegExp][] = [
  ["function f(a=1){}", /^default parameter value$/],
  ["function f(...a){}", /^rest parameter$/],
  ["f(...a)", /^spread$/],
  ["var a=[...b]", /^spread$/],
  ["var a={...b}", /^spread$/],
  ["var {a}=b", /^destructuring$/],
  ["var [a]=b", /^destructuring$/],
  ["function f({a}){}", /^destructuring$/],
  ["[a,b]=c", /^destructuring$/],
  ["({a}=b)", /^destructuring$/],
  ["function*f(){}", /^generator$/],
  ["var o={*f(){}}", /^generator$/],
  ["async function f(){}", /^async$/],
  ["var f=async()=>1", /^async$/],
  ["async function f(){for await(var a of b);}", /^for await$/],
  ["var m=new Map", /^Map$/],
  ["var m=new Set", /^Set$/],
  ["var m=new WeakMap", /^WeakMap$/],
  ["var s=Symbol()", /^Symbol$/],
  ["var b=BigInt(1)", /^BigInt$/],
  ["var b=1n", /^BigInt$/],
  ["var e=new TextEncoder", /^TextEncoder$/],
  ["structuredClone(a)", /^structuredClone$/],
  ["queueMicrotask(a)", /^queueMicrotask$/],
  ["performance.now()", /^performance$/],
  ["var a={[b]:1}", /^computed key$/],
  ["class A{[b](){}}", /^computed key$/],
  ["class A{#b=1}", /^#private name$/],
  ["a`b`", /^tagged template$/],
  ["a:for(;;)break a", /^label$/],
  ["a?.b", /^\?\.$/],
  ["a**b", /^\*\*$/],
  ["a**=b", /^\*\*$/],
  ["a??=b", /^logical assignment$/],
  ["a||=b", /^logical assignment$/],
  ["switch(a){default:b();case 1:c()}", /^default before another case$/],
  ["class A extends Error{}", /^class extends Error$/],
  ["class A extends RangeError{}", /^class extends RangeError$/],
  ["var A=class B{m(){return B.X}}", /^named class expression B$/],
  ["class A{static b=1}", /^static field b$/],
  ["class A{static{b()}}", /^static block$/],
  ["var o={m(){return super.m()}}", /^super in an object literal$/],
  ["var s='\\u{1F600}'", /^\\u\{…\} escape$/],
  ["var s=`\\u{1F600}`", /^\\u\{…\} escape$/],
  ["a.reduceRight(b)", /^array method reduceRight$/],
  ["a.flat()", /^array method flat$/],
  ["a.at(-1)", /^array method at$/],
  ["function f(){return new.target}", /^new\.target/],
  ["Object.freeze(a)", /^Object\.freeze$/],
  ["Object.hasOwn(a,b)", /^Object\.hasOwn$/],
  ["Array.from(a)", /^Array\.from$/],
  ["Array.of(1)", /^Array\.of$/],
  ["Number.isFinite(1)", /^Number\.isFinite$/],
  ["Number.isInteger(1)", /^Number\.isInteger$/],
  ["Number.EPSILON", /^Number\.EPSILON$/],
  ["Math.hypot(1,2)", /^Math\.hypot$/],
  ["Math.trunc(1)", /^Math\.trunc$/],
  ["Math.log10(1)", /^Math\.log10$/],
  ["Math.log1p(1)", /^Math\.log1p$/],
  ["Math.clz32(1)", /^Math\.clz32$/],
  ["for(let a=0;a<3;a++)b(()=>a)", /^loop variable a captured/],
  ["for(const a of b)c(function(){return a})", /^loop variable a captured/],
  ["import a from 'b'", /^import$/],
  ["export var a=1", /^export$/],
  ["import('b')", /^import\(\)$/],
  ["var a=(", /expected/i],
];

describe("the bundle check", () => {
  it.each(rejected)("rejects %s", (snippet, finding) => {
    expect(found(snippet)).toContainEqual(expect.stringMatching(finding));
  });

  it("accepts what the interpreter runs", () => {
    const text = `"use strict";(()=>{var a=class{constructor(r){this.b=r}get c(){return this.b}static d(){return 1}};
      var s=class extends a{e(){return super.e()}};function f(r){try{return r.b}catch{return null}}
      var n=(i=>(i[i.A=0]="A",i))(n||{});for(let r of [1,2])f({a:1,"b-c":2,f});for(let r=0;r<3;r++)f(r);
      switch(a){case 1:f();default:f()}var t=\`\${1}a\\\\u{b}\`;Math.sqrt(2);isFinite(1);({at:1}).at;var M={Map:1};
      setInterval(()=>f(M.Map),1e3)})();`;
    expect(found(text)).toEqual([]);
  });

  it("names the place", () => {
    expect(checkBundle("var a;a**2")).toEqual([{ what: "**", position: 7 }]);
  });
});

describe("use before definition", () => {
  const early: [text: string, name: string][] = [
    ["f();function f(){}", "f"],
    ["(()=>{f();function f(){}})()", "f"],
    ["(function(){f();function f(){}})()", "f"],
    ["new A;class A{}", "A"],
    ["class B extends A{}class A{}", "A"],
    ["a=1;var a", "a"],
    ["var b=a;const a=1", "a"],
    ["setInterval(f);function f(){}", "f"],
    ["var o={f};function f(){}", "f"],
    // inside a function, at the time that it runs
    ["function g(){f();function f(){}}", "f"],
    ["var g=()=>{var b=a;var a=1}", "a"],
    // through a call made while the script loads
    ["function g(){f()}g();function f(){}", "f"],
    ["function h(){g()}function g(){return A}h();var A=1", "A"],
    ["class B{constructor(){f()}}new B;function f(){}", "f"],
    ["class B{a=f()}new B;function f(){}", "f"],
    ["class B{constructor(){f()}}class C extends B{}new C;function f(){}", "f"],
    ["class B{m(){f()}}var b=new B;b.m();function f(){}", "f"],
    ["class B{get m(){return f()}}var b=new B;b.m;function f(){}", "f"],
    ["var b={m:()=>f()};b.m();function f(){}", "f"],
    ["[1].map(x=>f(x));function f(){}", "f"],
    ["(()=>{var g=()=>f();g();var f=()=>1})()", "f"],
  ];
  it.each(early)("is found in %s", (text, name) => {
    expect(found(text)).toContain(`${name} used before its definition`);
  });

  const inTime = [
    "function g(){f()}function f(){}g()",
    "function g(){f()}setInterval(g,1);function f(){}",
    "class B{m(){f()}}var b=new B;function f(){}b.m()",
    "hal.every(1,()=>f());function f(){}",
    "var n=(i=>(i[i.A=0]='A',i))(n||{})",
    "var n;(i=>{i.A=0})(n||(n={}))",
    "function f(a){return a}var a=f(1)",
    "function f(){return f()}f()",
    "var g=()=>{var a=1;return a};g();var a=2",
    "try{f()}catch(e){g(e)}",
  ];
  it.each(inTime)("is not seen in %s", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("the limits of a board", () => {
  it("counts functions, methods, constructors, accessors and arrow functions", () => {
    expect(countFunctions("function a(){}var b=()=>1,c=function(){};class D{constructor(){}m(){}get g(){return 1}}")).toBe(6);
  });

  it("allows as many functions as the limit and not one more", () => {
    expect(found("var f=()=>1;".repeat(maximumFunctions))).toEqual([]);
    expect(found("var f=()=>1;".repeat(maximumFunctions + 1))).toEqual([
      `${maximumFunctions + 1} functions, the limit is ${maximumFunctions}`,
    ]);
  });

  it("allows as many bytes as the limit and not one more", () => {
    expect(found("/".repeat(maximumBytes))).toEqual([]);
    expect(found("/".repeat(maximumBytes + 1))).toEqual([`${maximumBytes + 1} bytes, the limit is ${maximumBytes}`]);
  });
});
