import { publicEventTypes } from '@ledgerway/contracts';
import type { FormValue } from '../api/form.js';
import { impossible, recipes } from './recipes.js';

const textsIn = (value: FormValue): string[] =>
  typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [String(value)];
const referencesIn = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)[\w.]*\}/g)].map(([, step]) => step!);

describe('the recipes', () => {
  it.each(publicEventTypes)('%s can be triggered, or it is said why not', (type) => {
    const ways = [recipes[type], impossible[type]].filter((way) => way !== undefined);
    expect(ways).toHaveLength(1);
  });

  it.each(Object.entries(recipes))('%s refers to steps that come before', (_type, recipe) => {
    const known = ['run'];
    for (const { name, path, params } of recipe.steps) {
      for (const step of [path, ...textsIn(params)].flatMap(referencesIn))
        expect(known).toContain(step);
      known.push(name);
    }
    expect(known).toContain(referencesIn(recipe.about)[0]);
  });
});
