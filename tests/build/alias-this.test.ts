import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { aliasThis } from "../../build/alias-this.ts";
import { compoundAssignments } from "../../build/compound-assignments.ts";

const counter = "class A{constructor(){this.a=1;this.b=2;this.c=3;this.d=4;this.e=5;this.f=0}sum(t){let s=t;this.f=this.a+this.b+this.c+this.d+this.e+s;return this.f}one(){return this.a}}";

describe("a name for this", () => {
  it("is given where it saves room, and joins a let that is there", () => {
    const text = aliasThis(counter);
    expect(text).toContain("constructor(){let t=this;t.a=1;");
    expect(text).toContain("sum(t){let i=this,s=t;i.f=i.a+");
    expect(text).toContain("one(){return this.a}");
    expect(text.length).toBeLessThan(counter.length);
  });

  it("changes no result", () => {
    for (const text of [counter, aliasThis(counter)]) expect(runInNewContext(`${text};new A().sum(10)`)).toBe(25);
  });

  it("comes after the call of a parent's constructor", () => {
    const text = "class A{}class B extends A{constructor(){super();this.a=1;this.b=2;this.c=3;this.d=4;this.e=5}}";
    expect(aliasThis(text)).toContain("super();let t=this;t.a=1;");
    expect(runInNewContext(`${aliasThis(text)};new B().e`)).toBe(5);
  });

  it("reaches into arrow functions, which share it, and not into functions and classes, which have their own", () => {
    const text = "class A{go(){this.a=0;this.b=0;this.c=()=>this.a;this.d=function(){return this.e};this.f=class{g(){return this.h}};this.i=this.a;this.j=this.b}}";
    const short = aliasThis(text);
    expect(short).toContain("()=>t.a");
    expect(short).toContain("function(){return this.e}");
    expect(short).toContain("g(){return this.h}");
  });
});

describe("a compound assignment", () => {
  it("takes the place of a repeated element or member", () => {
    expect(compoundAssignments("a[i]=a[i]+b;t.x=t.x*(c-d);a[r*11+c]=a[r*11+c]-f*g")).toBe("a[i]+=b;t.x*=(c-d);a[r*11+c]-=f*g");
  });

  it("leaves alone what is computed in another order, read elsewhere, or has a side effect", () => {
    for (const text of ["a[i]=b+a[i]", "a[i]=a[i]+b+c", "a[i]=a[i]-b-c", "a[i]=a[j]+b", "a[f()]=a[f()]+b", "a[i++]=a[i++]+b", "a[i]=a[i]%b"]) expect(compoundAssignments(text)).toBe(text);
  });
});
