import { type CommandSpec, filled, firstFlags, flagsWithValue, places, type Source } from "./spec.ts";

const template = `# Completions of exp in fish, printed by \`exp completions fish\`.

# Sets the command of the line, its first argument and how many arguments are before the cursor.
function __exp_read --no-scope-shadowing
    set -l words (commandline -opc)
    set -e words[1]
    set command ''
    set file ''
    set count 0
    while set -q words[1]
        set -l word $words[1]
        set -e words[1]
        if contains -- $word %taking%
            set -e words[1]
        else if string match -q -- '-*' $word
            continue
        else if test -z "$command"
            set command $word
            if string match -q -- '*.exp' $word
                set command run
                set file $word
                set count 1
            end
        else
            test -z "$file"; and set file $word
            set count (math $count + 1)
        end
    end
end
# Whether the command is that one, and as many arguments are there, where a number is given.
function __exp_at
    set -l command
    set -l file
    set -l count
    __exp_read
    test "$command" = "$argv[1]"; and begin
        not set -q argv[2]; or test $count -eq $argv[2]; or begin
            test "$argv[3]" = more; and test $count -ge $argv[2]
        end
    end
end
function __exp_experiments
    set -l token (commandline -ct)
    for file in $token*.exp
        echo $file
    end
    __fish_complete_directories $token
end
function __exp_names
    set -l command
    set -l file
    set -l count
    __exp_read
    test -f "$file"; and sed -n 's/^[[:space:]]*experiment[[:space:]]\\{1,\\}\\([^[:space:]{"]*\\).*/\\1/p' $file
end

complete -c exp -f
%commands%
complete -c exp -n "__exp_at ''" -a '(__exp_experiments)'
%flags%
%args%
`;

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const action = (source: Source): string | null =>
  typeof source === "string"
    ? {
        experiments: "(__exp_experiments)",
        folders: "(__fish_complete_directories (commandline -ct))",
        names: "(__exp_names)",
        anything: null,
      }[source]
    : source.join(" ");

export function fishScript(specs: readonly CommandSpec[]): string {
  const withFirst = [{ name: "", flags: firstFlags(specs) }, ...specs];
  const script = filled(template, {
    commands: specs.map(({ name, summary }) => `complete -c exp -n "__exp_at ''" -a ${name} -d ${quoted(summary)}`),
    flags: withFirst.flatMap(({ name, flags }) =>
      flags.map(({ flag, doc, takes }) => {
        const values = takes === null ? null : action(takes);
        const taken = takes === null ? "" : ` -x${values === null ? "" : ` -a ${quoted(values)}`}`;
        return `complete -c exp -n "__exp_at ${name || "''"}" -l ${flag.slice(2)}${taken} -d ${quoted(doc)}`;
      }),
    ),
    args: specs.flatMap(spec =>
      places(spec).flatMap(({ source }, i) => {
        const values = action(source);
        const more = spec.isLastRepeated && i === spec.args.length - 1 ? " more" : "";
        return values === null ? [] : [`complete -c exp -n "__exp_at ${spec.name} ${i}${more}" -a ${quoted(values)}`];
      }),
    ),
  });
  return script.replace("%taking%", flagsWithValue(specs).join(" "));
}
