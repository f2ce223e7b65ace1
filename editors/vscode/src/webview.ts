import type { RunNews } from "../../../src/editor/messages.ts";
import { byId } from "../../../src/editor/page/elements.ts";
import { runView } from "../../../src/editor/page/run_view.ts";
import type { PanelRequest } from "./panel.ts";

declare function acquireVsCodeApi(): { postMessage(request: PanelRequest): void };

const host = acquireVsCodeApi();
const show = runView(byId("news"), running => {
  byId("state").textContent = running ? "running" : "ended";
  byId("stop").hidden = !running;
});
addEventListener("message", ({ data }) => show(data as RunNews));
byId("stop").addEventListener("click", () => host.postMessage({ kind: "stop" }));
// A panel opens no pages; the editor does.
addEventListener("click", event => {
  const link = (event.target as Element).closest("a");
  if (!link) return;
  event.preventDefault();
  // As it was written: `href` has the name of the host in another form.
  host.postMessage({ kind: "open", address: link.getAttribute("href") ?? "" });
});
host.postMessage({ kind: "ready" });
