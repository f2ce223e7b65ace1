import { element } from "../../serve/page/element.ts";
import type { Message, Opened, Request } from "../messages.ts";
import { type Channel, openChannel } from "./channel.ts";
import { byId } from "./elements.ts";
import { Files } from "./files.ts";
import { speakLanguage } from "./language/index.ts";
import * as monaco from "./monaco.ts";
import { notice } from "./notice.ts";
import { planView, showPlanOf } from "./plan_view.ts";
import { runView } from "./run_view.ts";
import { language, openEditor } from "./text.ts";

type Session = Channel<Request, Message>;
type Show = { [K in Exclude<Message["kind"], "opened">]: (message: Extract<Message, { kind: K }>) => void };

/** Milliseconds that typing pauses before the plan is made anew. */
const pause = 400;

const session: Session = openChannel("session");
const talk = speakLanguage(language);
let show: Show | null = null;
let before = Promise.resolve();
session.onMessage(message => {
  before = before.then(() => take(message)).catch(reportError);
});
session.onClose(() => notice("`exp edit` has ended, so nothing can be saved or run here any more. The text is still here to be copied."));

async function take(message: Message): Promise<void> {
  if (message.kind !== "opened") return (show?.[message.kind] as ((message: Message) => void) | undefined)?.(message);
  // Else what is typed first would be completed by nobody.
  await talk.ready;
  show = open(message);
}

function open(opened: Opened): Show {
  const editor = openEditor(byId("text"), opened);
  byId("name").textContent = opened.name;
  const files = new Files(editor, opened, session, model => {
    talk.open(model);
    model.onDidChangeContent(askPlanSoon);
  });
  const choice = byId<HTMLSelectElement>("experiment");

  const showPlan = planView(byId("plan"), (uri, position) => files.show(uri, position));
  const showRun = runView(byId("news"), running => {
    byId<HTMLButtonElement>("run").disabled = running;
    byId("stop").hidden = !running;
  });

  let edit = 0;
  const askPlan = () => {
    edit++;
    session.send({ kind: "plan", edit, text: files.text, included: files.included, width: columnsOf(byId("plan")) });
  };
  let timer: ReturnType<typeof setTimeout>;
  function askPlanSoon() {
    clearTimeout(timer);
    timer = setTimeout(askPlan, pause);
  }
  new ResizeObserver(askPlanSoon).observe(byId("plan-pane"));

  const save = () => void files.save();
  const run = async () => {
    if (byId<HTMLButtonElement>("run").disabled || !(await files.save())) return;
    session.send({ kind: "run", experiment: choice.value || null });
  };
  byId("save").onclick = save;
  byId("run").onclick = run;
  byId("stop").onclick = () => session.send({ kind: "stop" });
  const { CtrlCmd } = monaco.KeyMod;
  editor.addAction({ id: "exp.save", label: "Save", keybindings: [CtrlCmd | monaco.KeyCode.KeyS], run: save });
  editor.addAction({ id: "exp.runNow", label: "Run", keybindings: [CtrlCmd | monaco.KeyCode.Enter], run });
  /** Of the language server's lenses. */
  const commands: Record<string, (uri: string, experiment: string | null) => void> = {
    "exp.run": (_, experiment) => {
      choice.value = experiment ?? "";
      void run();
    },
    "exp.plan": (_, experiment) => showPlanOf(experiment),
    "exp.open": uri =>
      uri.endsWith(".html")
        ? window.open(addressOfRun(uri), "_blank", "noopener")
        : notice(`That run left no report; what there is of it lies in ${addressOfRun(uri)}.`, { Close: () => {} }),
  };
  for (const [name, act] of Object.entries(commands)) monaco.editor.registerCommand(name, (_, uri, experiment) => act(uri, experiment));
  addEventListener("keydown", event => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    save();
  });

  editor.focus();
  return {
    planned(message) {
      if (message.edit !== edit) return;
      files.ask(message.included);
      showPlan(message.outcome);
      if (message.outcome.is === "planned")
        offer(
          choice,
          message.outcome.plans.flatMap(({ experiment }) => experiment ?? []),
        );
    },
    file: message => void files.add(message),
    saved: message => files.savingOf(message.uri)?.saved(message),
    conflict: message => files.savingOf(message.uri)?.conflict(message),
    unsaved: ({ uri, problem }) => files.savingOf(uri)?.failed(problem),
    changed: message => files.savingOf(message.uri)?.changed(message),
    run({ news }) {
      byId("run-pane").hidden = false;
      if (news.news === "begun") byId("side").scrollTop = 0;
      if (news.news === "ended") talk.diskChanged();
      showRun(news);
    },
  };
}

/** Lets one of several experiments be chosen. */
function offer(choice: HTMLSelectElement, names: readonly string[]): void {
  const chosen = choice.value;
  const all = element("option", { value: "" }, "all");
  choice.replaceChildren(all, ...names.map(name => element("option", { value: name }, name)));
  choice.value = names.includes(chosen) ? chosen : "";
  byId("choice").hidden = names.length === 0;
}

/** Where this page has a run that the language server names: `file:///…/runs/pets-1/report.html`. */
const addressOfRun = (uri: string): string => uri.slice(uri.lastIndexOf("/runs/") + 1);

/** Columns of plan text that fit, beside the titles. */
function columnsOf(place: HTMLElement): number {
  const probe = element("span", { class: "lines" }, "0".repeat(100));
  probe.style.visibility = "hidden";
  probe.style.position = "absolute";
  place.append(probe);
  const column = probe.getBoundingClientRect().width / 100;
  probe.remove();
  return Math.max(40, Math.floor((place.clientWidth - 84) / column) - 2);
}
