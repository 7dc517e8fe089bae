const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Leaves the counts of a project's run in test-results/, where `npm test` adds them up. */
module.exports = class JestReport {
  onRunComplete(contexts, results) {
    const [{ config }] = [...contexts];
    const directory = join(__dirname, '..', 'test-results');
    mkdirSync(directory, { recursive: true });
    const report = {
      passed: results.numPassedTests,
      // A suite that could not run at all has no tests to count; it counts as one failure.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(join(directory, `${config.displayName.name}.json`), JSON.stringify(report));
  }
};
