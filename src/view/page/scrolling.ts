/** Lets the keyboard reach what is wider than its frame, and nothing else. */
export function reachable(frames: readonly HTMLElement[]): void {
  const look = () => {
    for (const frame of frames)
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
  };
  look();
  addEventListener("resize", look);
}
