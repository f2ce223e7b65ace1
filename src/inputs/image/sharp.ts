import sharp from "sharp";

/**
 * sharp, which reads only the kinds of images that are pixels. What else libvips could read, whatever the name of the file says, is refused: an SVG is
 * a program that draws, and is drawn in a process of its own (svg.ts); other kinds are for microscopes, telescopes and print.
 */
const kinds = ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif", "Jp2k"];

/** The process that refuses already: threads take over the environment of the thread that starts them. */
const refusing = "EXP_REFUSES_IMAGES";

// libvips is one for all threads: to refuse everything anew, if only until the next line, would fail what another thread reads just then.
if (process.env[refusing] !== String(process.pid)) {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: kinds.map(kind => `VipsForeignLoad${kind}`) });
  process.env[refusing] = String(process.pid);
}

// Threads come from libuv's pool; more within one small image only cost switches. Our own cache keeps what is decoded.
sharp.concurrency(1);
sharp.cache(false);

/** Whether libvips has a decoder of HEIC: the one that comes with sharp has none, for its patents; one of the system may. */
export const readsHeic: boolean = sharp.format.heif.input.fileSuffix?.includes(".heic") ?? false;

export default sharp;
