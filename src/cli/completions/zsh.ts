import { type CommandSpec, type FlagSpec, filled, firstFlags, flagsWithValue, places, type Source } from "./spec.ts";

const template = `#compdef exp
# Completions of exp in zsh, printed by \`exp completions zsh\`.

_exp_experiments() { _files -g '*.exp' }
_exp_names() {
  local -a names
  [[ -f $file ]] || return 1
  names=(\${(f)"$(sed -n 's/^[[:space:]]*experiment[[:space:]]\\{1,\\}\\([^[:space:]{"]*\\).*/\\1/p' $file)"})
  compadd -a names
}
_exp_commands() {
  local -a list=(
    %commands%
  )
  _describe -t commands command list
}

_exp() {
  local before=\${words[CURRENT - 1]} command= file=
  local -a list
  integer i count=0
  if [[ $PREFIX == --*=* ]]; then
    before=\${PREFIX%%=*}
    compset -P '*='
  fi
  for (( i = 2; i < CURRENT; i++ )); do
    case $words[i] in
      %taking%
      (-*) ;;
      (*)
        if [[ -z $command && $words[i] == *.exp ]]; then
          command=run file=$words[i] count=1
        elif [[ -z $command ]]; then
          command=$words[i]
        else
          [[ -z $file ]] && file=$words[i]
          (( count++ ))
        fi
        ;;
    esac
  done
  case $command:$before in
    %values%
  esac
  if [[ $PREFIX == -* ]]; then
    case $command in
      %flags%
    esac
    _describe -o -t options option list
    return
  fi
  case $command:$count in
    %args%
  esac
}

if [[ $funcstack[1] == _exp ]]; then _exp "$@"; else compdef _exp exp; fi
`;

const action = (source: Source): string =>
  typeof source === "string"
    ? { experiments: "_exp_experiments", folders: "_files -/", names: "_exp_names", anything: "_message value" }[source]
    : `compadd -- ${source.join(" ")}`;

/** An entry of _describe: `name:text`, in single quotes. */
const entry = (name: string, text: string): string => `'${`${name.replaceAll(":", "\\:")}:${text}`.replaceAll("'", "'\\''")}'`;

export function zshScript(specs: readonly CommandSpec[]): string {
  const withFirst: { name: string; flags: FlagSpec[] }[] = [{ name: "", flags: firstFlags(specs) }, ...specs];
  return filled(template, {
    commands: specs.map(({ name, summary }) => entry(name, summary)),
    taking: [`(${flagsWithValue(specs).join("|")}) (( i++ )) ;;`],
    values: withFirst.flatMap(({ name, flags }) =>
      flags.flatMap(({ flag, takes }) => (takes === null ? [] : [`(${name}:${flag}) ${action(takes)}; return ;;`])),
    ),
    flags: withFirst.flatMap(({ name, flags }) => [
      `(${name || "''"})`,
      "  list=(",
      ...flags.map(({ flag, doc }) => `    ${entry(flag, doc)}`),
      "  )",
      "  ;;",
    ]),
    args: [
      "(:*) _exp_commands; _exp_experiments ;;",
      ...specs.flatMap(places).map(({ place, source }) => `(${place}) ${action(source)} ;;`),
    ],
  });
}
