import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import { newsOf } from "../../src/editor/news.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { reportScript } from "../../src/report/script.ts";
import { folderOf, main } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";

/** Names of classes and files that would be markup, or end what holds them. */
const classes = ["<script>alert(1)<", `"><img src=x onerror=alert(1)>`, "]]>&lt;!--<b>", "'onload='alert(1)"];
const file = `<svg onload=alert(2)>.png`;

test.skipIf(process.platform === "win32")(
  "names never become markup, from the folder to the report and the page of the editor",
  async () => {
    const png = await drawnPng(8, 8);
    const images = classes.flatMap((name, c) =>
      Array.from({ length: 10 }, (_, i) => [`pets/${name}/${i === 0 ? `${c}${file}` : `${c}-${i}.png`}`, png]),
    );
    const source = `data pets from folder { resize 8px; batch 16; split 30% }
model resnet20
fit 1 epochs metric error_rate f1
visualize layer 1
evaluate
predict "pets"
`;
    const folder = folderOf({ "<b>a.exp": source, ...Object.fromEntries(images) });
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, "run", "<b>a.exp", "--engine", "wasm", "--json"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    const runs = join(folder, "runs", "<b>a-1");
    const written = readdirSync(runs, { recursive: true, encoding: "utf8" }).filter(name => /\.(?:html|svg)$/.test(name));
    expect(written).toContain("report.html");
    for (const name of written) {
      const whole = readFileSync(join(runs, name), "utf8");
      // The one script of a report is our own; its policy names no other.
      const own = `<script>${reportScript.text}</script>`;
      expect(whole.split(own)).toHaveLength(name === "report.html" ? 2 : 1);
      const text = whole.replace(own, "");
      const { document } = parseHTML(text);
      expect(document.documentElement.textContent).toContain("alert(1)");
      for (const element of document.querySelectorAll("*")) {
        expect(["script", "iframe", "object", "embed", "form", "base", "link"]).not.toContain(element.localName);
        for (const { name, value } of element.attributes) {
          expect(name).not.toMatch(/^on/i);
          if (name === "src" || name === "href" || name === "xlink:href") expect(value).toMatch(/^(?:data:image\/|#)/);
        }
      }
      // Nothing of a name is a tag, whatever a parser makes of it.
      expect(text).not.toMatch(/<script|<svg onload|onerror=alert\(1\)>|<b>a/);
    }

    const translate = newsOf({ add: () => {}, addressOf: (_, file) => file });
    const news = stdout
      .trim()
      .split("\n")
      .flatMap(line => translate(JSON.parse(line) as RunEvent));
    expect(JSON.stringify(news)).toContain("<script>alert(1)<");
  },
);

test("the pages of the editors make no markup out of text", () => {
  for (const folder of ["src/editor/page", "src/serve/page", "editors/vscode/src"])
    for (const name of readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" }))
      if (/\.(?:ts|html)$/.test(name))
        expect(readFileSync(join(packageRoot, folder, name), "utf8"), name).not.toMatch(
          /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|eval\(|supportHtml: true|isTrusted: true/,
        );
});
