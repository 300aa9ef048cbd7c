import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { chainedAssignments } from "../../build/chained-assignments.ts";

describe("fields set to the same constant", () => {
  it("are set in one statement for each value, in whatever order", () => {
    expect(chainedAssignments("class A{constructor(){let t=this;t.a=0;t.b=1;t.c=0;t.d=NaN;t.e=NaN;t.f=t.a}}")).toBe(
      "class A{constructor(){let t=this;t.a=t.c=0;t.b=1;t.d=t.e=NaN;t.f=t.a}}",
    );
  });

  it("are so with commas, too", () => {
    expect(chainedAssignments("f(),t.a=0,t.b=0,x[0]=1,t.c=0,t.d=1,t.e=0,g();")).toBe("f(),t.a=t.b=0,x[0]=1,t.c=t.e=0,t.d=1,g();");
  });

  it("are so where they are fields of fields, but not across one that is set itself", () => {
    expect(chainedAssignments("t.a=0;t.b.c=0;t.b.d=0;")).toBe("t.a=t.b.c=t.b.d=0;");
    expect(chainedAssignments("t.b=0;t.b.c=0;")).toBe("t.b=0;t.b.c=0;");
  });

  it("stay what they were", () => {
    const text = "var t={};t.a=-1;t.b=!0;t.c=-1;t.a=2;t.d=2;t.a+t.c+t.d+t.b";
    for (const one of [text, chainedAssignments(text)]) expect(runInNewContext(one)).toBe(4);
  });

  it("are left alone where the value is an object, a call or a variable, and where elements are set", () => {
    for (const text of ["t.a=[];t.b=[];", "t.a=f();t.b=f();", "t.a=x;t.b=x;", "t[0]=0;t[1]=0;", "f().a=0;f().b=0;"]) expect(chainedAssignments(text)).toBe(text);
  });
});
