import { spawn } from "node:child_process";

/** What opens an address in the browser that the person has chosen. */
const openers: Partial<Record<NodeJS.Platform, (url: string) => [command: string, ...words: string[]]>> = {
  linux: url => ["xdg-open", url],
  darwin: url => ["open", url],
  win32: url => ["rundll32", "url.dll,FileProtocolHandler", url],
};

/** Whether there is a desktop to open a browser on: not over ssh, and not in a container. */
const hasDesktop = ({ DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION }: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean =>
  !SSH_CONNECTION && (platform !== "linux" || Boolean(DISPLAY || WAYLAND_DISPLAY));

/** Opens the browser where that can be done; the address has been printed in any case. */
export function openBrowser(url: string, environment = process.env, platform = process.platform): void {
  const opener = openers[platform];
  if (!opener || !hasDesktop(environment, platform)) return;
  const [command, ...words] = opener(url);
  spawn(command, words, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
