// Closes a test run with the one line that scripts read: `N passed, N failed`.
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that could not even load counts as one failure: it proved nothing.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
}
