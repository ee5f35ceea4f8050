// Each script asks `ledgerway complete` for what may come next.

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const bash = `_ledgerway() {
  local IFS=$'\\n'
  COMPREPLY=($(ledgerway complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _ledgerway ledgerway`;

const zsh = `#compdef ledgerway
_ledgerway() {
  local -a candidates
  candidates=("\${(@f)$(ledgerway complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a candidates
}
compdef _ledgerway ledgerway`;

const fish = `complete -c ledgerway -f -a \
'(ledgerway complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`;

export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
