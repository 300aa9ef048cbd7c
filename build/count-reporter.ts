import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Closes a test run with one line: `N passed, N failed`, and `, N skipped` where there were any. A file that could not
 * be run and an error outside every test count as failed.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const testModule of modules) {
      if (testModule.errors().length > 0) failed += 1;
      for (const suite of testModule.children.allSuites()) if (suite.errors().length > 0) failed += 1;
      for (const test of testModule.children.allTests()) {
        const state = test.result().state;
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped += 1;
      }
    }
    // At the exit, so that no other reporter writes below it.
    process.once("exit", (code) => {
      if (failed === 0 && code !== 0) failed = 1;
      process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
    });
  }
}
