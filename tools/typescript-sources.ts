// Jest loads its global setup through Node's own loader, which takes an import of `./x.js` at its
// word. While this is imported, such an import between TypeScript sources finds `./x.ts`.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    const betweenSources =
      /^\.\.?\/.*\.js$/.test(specifier) && /\.ts$/.test(context.parentURL ?? '');
    return next(betweenSources ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
