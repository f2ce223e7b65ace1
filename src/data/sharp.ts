import sharp from "sharp";

/**
 * sharp, which reads only the kinds of images that are pixels. What else libvips could read, whatever the name of the file says, is refused: an SVG is
 * a program that draws, and is drawn in a process of its own (svg.ts); other kinds are for microscopes, telescopes and print.
 */
const kinds = ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"];
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: kinds.map(kind => `VipsForeignLoad${kind}`) });

// Threads come from libuv's pool; more within one small image only cost switches. Our own cache keeps what is decoded.
sharp.concurrency(1);
sharp.cache(false);

export default sharp;
