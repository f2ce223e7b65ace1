import { type CommandSpec, filled, firstFlags, flagsWithValue, places, type Source } from "./spec.ts";

/** For bash 3.2 and later, without the package bash-completion. */
const template = `# Completions of exp in bash, printed by \`exp completions bash\`.

_exp_take() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done
}
_exp_words() { _exp_take < <(compgen -W "$1" -- "$word"); }
_exp_experiments() {
  compopt -o filenames 2>/dev/null
  _exp_take < <(compgen -f -X '!*.exp' -- "$word"; compgen -d -- "$word")
}
_exp_folders() {
  compopt -o filenames 2>/dev/null
  _exp_take < <(compgen -d -- "$word")
}
_exp_names() {
  [[ -f $file ]] && _exp_words "$(sed -n 's/^[[:space:]]*experiment[[:space:]]\\{1,\\}\\([^[:space:]{"]*\\).*/\\1/p' "$file")"
}

_exp() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= file= count=0 i
  COMPREPLY=()
  # bash takes \`--engine=cpu\` apart at the \`=\`.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      %taking%
        [[ \${COMP_WORDS[i + 1]} == = ]] && i=$((i + 1))
        i=$((i + 1))
        [[ \${COMP_WORDS[i + 1]} == = ]] && i=$((i + 2))
        ;;
      = | -*) ;;
      *)
        if [[ -z $command && \${COMP_WORDS[i]} == *.exp ]]; then
          command=run file=\${COMP_WORDS[i]} count=1
        elif [[ -z $command ]]; then
          command=\${COMP_WORDS[i]}
        else
          [[ -z $file ]] && file=\${COMP_WORDS[i]}
          count=$((count + 1))
        fi
        ;;
    esac
  done
  case $command:$before in
    %values%
  esac
  if [[ $word == -* ]]; then
    case $command in
      %flags%
    esac
    return
  fi
  case $command:$count in
    %args%
  esac
}
complete -F _exp exp
`;

/** What completes a place, as a command of the script. */
const action = (source: Source): string =>
  typeof source === "string"
    ? { experiments: "_exp_experiments", folders: "_exp_folders", names: "_exp_names", anything: ":" }[source]
    : `_exp_words '${source.join(" ")}'`;

export function bashScript(specs: readonly CommandSpec[]): string {
  const [first, taking] = [firstFlags(specs), flagsWithValue(specs)];
  const withFirst = [{ name: "", flags: first }, ...specs];
  return filled(template, {
    taking: [`${taking.join(" | ")})`],
    values: withFirst.flatMap(({ name, flags }) =>
      flags.flatMap(({ flag, takes }) => (takes === null ? [] : [`${name}:${flag}) ${action(takes)}; return ;;`])),
    ),
    flags: withFirst.map(({ name, flags }) => `${name || "''"}) _exp_words '${flags.map(({ flag }) => flag).join(" ")}' ;;`),
    args: [
      `:*) _exp_words '${specs.map(({ name }) => name).join(" ")}'; _exp_experiments ;;`,
      ...specs.flatMap(places).map(({ place, source }) => `${place}) ${action(source)} ;;`),
    ],
  });
}
