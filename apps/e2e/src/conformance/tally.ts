/** Counts the cases of one SDK. */
export class Tally {
  private cases = 0;
  private passed = 0;

  constructor(private readonly label: string) {}

  async count(run: () => unknown): Promise<void> {
    this.cases += 1;
    await run();
    this.passed += 1;
  }

  print(): void {
    process.stdout.write(
      `conformance, ${this.label}: ${this.cases} cases, ${this.passed} passed\n`,
    );
  }
}
