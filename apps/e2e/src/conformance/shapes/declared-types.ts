// The types that the newest SDK declares for its objects, as the TypeScript compiler reads them.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const resources = join(
  dirname(createRequire(import.meta.url).resolve('stripe')),
  '../esm/resources',
);

export class DeclaredTypes {
  readonly checker: ts.TypeChecker;
  private readonly program: ts.Program;

  /** Reads the declarations of these files of the SDK's resources, and what they refer to. */
  constructor(files: readonly string[]) {
    this.program = ts.createProgram(
      files.map((file) => this.pathOf(file)),
      { noEmit: true, skipLibCheck: true, strict: true, target: ts.ScriptTarget.ES2023, types: [] },
    );
    this.checker = this.program.getTypeChecker();
  }

  /** The exported interface or type of that name. */
  of(file: string, name: string): ts.Type {
    const source = this.program.getSourceFile(this.pathOf(file));
    const symbol = source && this.checker.getSymbolAtLocation(source);
    const found =
      symbol && this.checker.getExportsOfModule(symbol).find((one) => one.name === name);
    if (found === undefined) throw new Error(`The SDK does not declare ${name} in ${file}`);
    return this.checker.getDeclaredTypeOfSymbol(found);
  }

  private pathOf(file: string): string {
    return join(resources, `${file}.d.ts`);
  }
}
