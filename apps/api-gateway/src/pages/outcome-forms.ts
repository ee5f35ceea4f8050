import type { FormTokens } from './form-tokens.js';
import { html, type Html } from './html.js';
import type { PageIntent, PageOutcome } from './page-intents.js';

type Choice = { readonly outcome: PageOutcome; readonly label: string };

/** In test mode a button for each thing that `decider` may answer; the usual one comes first. */
export const outcomeForms = (
  intent: PageIntent,
  forms: FormTokens,
  decider: string,
  choices: readonly Choice[],
): Html =>
  intent.livemode
    ? html`<p class="soft">Please follow what ${decider} asks of you.</p>`
    : html`<p class="soft">This page stands for ${decider}: choose what it would answer.</p>
        <div class="actions">
          ${choices.map(
            ({ outcome, label }, index) =>
              html`<form method="post" action="${intent.id}">
                <input type="hidden" name="outcome" value="${outcome}" />
                <input type="hidden" name="token" value="${forms.of(intent, outcome)}" />
                <button type="submit" class="${index === 0 ? 'first' : 'second'}">${label}</button>
              </form>`,
          )}
        </div>`;
