import { describe, expect, it } from "vitest";
import { contentsOf, failureOf, fileOf } from "./files.ts";
import { call, dict, floats, global, int, pickle, tensor, text, torchZip, tuple, zip } from "./pickle_writer.ts";
import torchFiles from "./torch_files.json" with { type: "json" };

const bytesOf = (name: keyof typeof torchFiles): Buffer => Buffer.from(torchFiles[name], "base64");
const read = (bytes: Buffer) => contentsOf(fileOf("weights.pth", bytes));
const refusal = async (bytes: Buffer) => (await failureOf(read(bytes))).message;

describe("files that torch saved", () => {
  const quarters = (...values: number[]) => values.map(value => value / 4);
  it.each(["zip", "legacy"] as const)("reads every kind of tensor in the %s format", async format => {
    expect(await read(bytesOf(format))).toEqual({
      whole: { shape: [2, 3, 2], values: quarters(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) },
      transposed: { shape: [2, 2, 3], values: quarters(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11) },
      part: { shape: [2, 2], values: quarters(8, 9, 10, 11) },
      expanded: { shape: [2, 2], values: [3, 3, 3, 3] },
      channels_last: { shape: [1, 2, 2, 2], values: [0, 1, 2, 3, 4, 5, 6, 7] },
      half: { shape: [4], values: [1.5, -2, 65504, 2 ** -24] },
      bfloat: { shape: [3], values: [1.5, -2, 2 ** 100] },
      double: { shape: [1], values: [Math.fround(0.1)] },
      parameter: { shape: [1, 1], values: [7] },
      num_batches_tracked: { shape: [], values: [5] },
      flags: { shape: [2], values: [1, 0] },
      empty: { shape: [0, 3], values: [] },
    });
  });

  const linear = { weight: { shape: [1, 2], values: [0.5, 0.5] }, bias: { shape: [1], values: [-1] } };
  it("finds the state_dict in a training script's checkpoint, of pickle protocol 4", async () => {
    expect(await read(bytesOf("checkpoint"))).toEqual(linear);
  });
  it("finds it in what fastai's `learn.save` writes, beside the optimizer", async () => {
    expect(await read(bytesOf("fastai"))).toEqual(linear);
  });
  it("refuses a whole module, and says what to save instead", async () => {
    const { fault, message, fix } = await failureOf(read(bytesOf("module")));
    expect(fault).toBe("data");
    expect(message).toContain("`torch.nn.modules.linear.Linear`, which is neither a tensor nor a container");
    expect(fix).toContain("torch.save(model.state_dict()");
  });
  it.each(["zip", "legacy"] as const)("refuses the %s format cut short anywhere", async format => {
    const whole = bytesOf(format);
    for (let length = 0; length < whole.length; length += 37) await failureOf(read(whole.subarray(0, length)));
  });
  it.each(["zip", "legacy"] as const)("reads or refuses the %s format with any byte changed, and never crashes", async format => {
    const whole = bytesOf(format);
    for (let i = 0; i < whole.length; i += 11) {
      const changed = Buffer.from(whole);
      changed[i] ^= 0xff;
      await read(changed).catch(error => expect(error.name).toBe("Failure"));
    }
  });
});

describe("hostile pickles", () => {
  const weights = { "0": floats(1, 2, 3, 4) };
  const good = tensor({ count: 4, shape: [2, 2] });
  const withRoot = (...program: (string | number | Buffer)[]) => refusal(torchZip(pickle(...program), weights));

  it("reads what the writer of these tests writes", async () => {
    expect(await read(torchZip(pickle(dict({ w: good })), weights))).toEqual({ w: { shape: [2, 2], values: [1, 2, 3, 4] } });
  });
  it.each([
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["torch", "load"],
    ["torch.serialization", "_load"],
    ["__proto__", "constructor"],
    ["constructor", "constructor"],
  ])("executes nothing of %s.%s", async (module, name) => {
    expect(await withRoot(call(global(module, name), text("touch pwned")))).toContain(`\`${module}.${name}\``);
  });
  it("asks for names by STACK_GLOBAL with the same care", async () => {
    expect(await withRoot(text("os"), text("system"), 0x93)).toContain("`os.system`");
  });
  it("calls nothing but what makes tensors and containers", async () => {
    expect(await withRoot(call(text("os.system"), text("ls")))).toContain("calls what is not callable");
    expect(await withRoot(call(global("torch", "FloatStorage"), int(1e9)))).toContain("calls what is not callable");
  });
  it.each([
    ["INST, which imports and calls", "(S'ls'\nios\nsystem\n", "opcode 40"],
    ["EXT1, a registered name", Buffer.of(0x82, 1), "opcode 130"],
    ["a recalled value that was not kept", Buffer.from("j\xff\xff\xff\x7f", "latin1"), "recalls value 2147483647"],
    ["an empty stack", Buffer.from("a"), "empty stack"],
    ["items without a mark", Buffer.from("}u"), "lacks a mark"],
    ["a list where a dictionary belongs", Buffer.from("](NNu"), "no dictionary"],
    ["attributes of a list", Buffer.from("]}b"), "attributes of what has none"],
    ["a text that claims 4 GB", Buffer.from("X\xff\xff\xff\xff", "latin1"), "cut short"],
    ["bytes that claim 2^60", Buffer.from("\x8e\x00\x00\x00\x00\x00\x00\x00\x10", "latin1"), "cut short"],
  ])("refuses %s", async (_, program, cause) => {
    const message = await withRoot(program);
    if (cause === "opcode 40") expect(message).toContain("which exp does not read");
    else expect(message).toContain(cause);
  });
  it("keeps few values, however great the numbers under which they are kept", async () => {
    const memo = Array.from({ length: 1000 }, (_, i) => Buffer.from(["r".charCodeAt(0), i & 255, i >> 8, 255, 127]));
    expect(await read(torchZip(pickle(dict({ w: good }), ...memo), weights))).toHaveProperty("w");
  });
  it("is not overturned by deep nesting", async () => {
    expect(await withRoot("]".repeat(200_000), "a".repeat(199_999))).toContain("does not hold a state_dict");
    expect(await withRoot("N", Buffer.alloc(200_000, 0x85))).toContain("does not hold a state_dict");
  });
  it("is not overturned by values that hold each other a thousandfold", async () => {
    const doubling = Array.from({ length: 60 }, () => Buffer.from("q\0h\0\x86", "latin1"));
    expect(await withRoot("N", ...doubling)).toContain("does not hold a state_dict");
  });
  /** A tuple of itself twice, sixty times over: 2^60 elements, were it written out. */
  const doubled = Buffer.concat([Buffer.from("N"), ...Array.from({ length: 60 }, () => Buffer.from("q\0h\0\x86", "latin1"))]);
  it.each<[string, Buffer[], string]>([
    ["the name of an import", [doubled, text("x"), Buffer.of(0x93)], "imports a name that is not a text"],
    [
      "the type of elements",
      [tuple(text("storage"), doubled, text("0"), text("cpu"), int(1)), Buffer.from("Q")],
      "not described as torch does",
    ],
    [
      "the key of elements",
      [tuple(text("storage"), global("torch", "FloatStorage"), doubled, text("cpu"), int(1)), Buffer.from("Q")],
      "not described",
    ],
    ["a persistent id", [doubled, Buffer.from("Q")], "not described"],
    ["a state_dict's name", [Buffer.from("}("), doubled, good, Buffer.from("u")], "no tensors by name"],
  ])("takes %s that is no text for what it is, and never writes it out", async (_, program, cause) => {
    expect(await withRoot(...program)).toContain(cause);
  });
  it("takes names nested 200,000 deep likewise", async () => {
    const deep = Buffer.concat([Buffer.from("N"), Buffer.alloc(200_000, 0x85)]);
    expect(await withRoot(deep, text("x"), 0x93)).toContain("not a text");
  });
  it("counts what is copied: one list into 20,000 dictionaries", async () => {
    const pairs = Buffer.concat([Buffer.from("]("), ...Array.from({ length: 1000 }, (_, i) => tuple(int(i), int(i))), Buffer.from("e")]);
    const copies = Array.from({ length: 20_000 }, () => Buffer.from("h\x01h\x02\x85R", "latin1"));
    const start = Buffer.concat([global("collections", "OrderedDict"), Buffer.from("q\x01"), pairs, Buffer.from("q\x02")]);
    expect(await withRoot(start, ...copies)).toContain("more than 2000000 elements");
  });
  it("counts dictionaries, opcodes and tensors", async () => {
    expect(await withRoot(Buffer.alloc(300_000, "}"))).toContain("more than 2000000 elements");
    expect(await withRoot(Buffer.alloc(2_000_001, "N"))).toContain("more than 2000000 elements");
    const repeated = tensor({ count: 1, shape: [1 << 20, 1 << 20], strides: [0, 0] });
    expect(await withRoot(dict({ w: repeated }))).toContain("repeats its elements without end");
  });
  it("calls with very many arguments", async () => {
    expect(await withRoot(global("collections", "OrderedDict"), "(", "N".repeat(300_000), "tR")).toContain("malformed OrderedDict");
  });
  it.each([
    ["a shape beyond the elements", { count: 4, shape: [5] }],
    ["an offset beyond them", { count: 4, shape: [2], offset: 3 }],
    ["strides beyond them", { count: 4, shape: [2, 2], strides: [3, 2] }],
    ["a negative stride", { count: 4, shape: [2], strides: [-1] }],
    ["fewer strides than axes", { count: 4, shape: [2, 2], strides: [1] }],
  ])("refuses a tensor with %s", async (_, options) => {
    expect(await withRoot(dict({ w: tensor(options) }))).toMatch(/reaches beyond|not described/);
  });
  it("refuses a tensor whose elements the file lacks", async () => {
    expect(await withRoot(dict({ w: tensor({ count: 5, shape: [5] }) }))).toContain("elements of a tensor are missing");
    expect(await withRoot(dict({ w: tensor({ key: "../data.pkl", count: 1, shape: [1] }) }))).toContain("elements of a tensor are missing");
  });
  it("says that a state_dict is missing", async () => {
    expect(await withRoot(tuple(int(1)))).toContain("does not hold a state_dict");
    expect(await withRoot(dict({ epoch: int(1) }))).toContain("no tensors by name");
  });
});

describe("hostile archives", () => {
  const root = pickle(dict({ w: tensor({ count: 1, shape: [1] }) }));
  it("refuses compressed entries, so nothing can unpack to more than it is", async () => {
    expect(await refusal(zip([["a/data.pkl", root]], { method: 8 }))).toContain("compressed");
  });
  it("says what TorchScript is, whose code is compressed", async () => {
    const entries: [string, Buffer][] = [
      ["m/data.pkl", root],
      ["m/code/__torch__.py", Buffer.from("def")],
      ["m/constants.pkl", root],
    ];
    const { message, fix } = await failureOf(read(zip(entries, { method: 8 })));
    expect(message).toContain("it is TorchScript");
    expect(fix).toContain('torch.jit.load("model.pt").state_dict()');
  });
  it("refuses entries that reach beyond the file", async () => {
    expect(await refusal(zip([["a/data.pkl", root]], { size: 1 << 30 }))).toContain("reaches beyond the file");
  });
  it("refuses two entries of one name", async () => {
    const entries: [string, Buffer][] = [
      ["a/data.pkl", root],
      ["a/data/0", floats(1)],
      ["a/data/0", floats(2)],
    ];
    expect(await refusal(zip(entries))).toContain("twice");
  });
  it("does not take names for paths", async () => {
    expect(await refusal(zip([["../../data.pkl", root]]))).toContain("not one that torch.save wrote");
    expect(await refusal(zip([["/etc/data.pkl", root]]))).toContain("not one that torch.save wrote");
  });
  it("refuses a count of entries that its table of contents lacks", async () => {
    const archive = zip([["a/data.pkl", root]]);
    archive.writeUInt16LE(60000, archive.length - 12);
    expect(await refusal(archive)).toContain("table of contents is broken");
  });
  it("refuses another zip archive", async () => {
    expect(await refusal(zip([["photos/cat.jpg", Buffer.from("cat")]]))).toContain("not one that torch.save wrote");
  });
});

describe("what is not weights", () => {
  it.each([
    ["nothing", Buffer.alloc(0), "it is empty"],
    ["a web page", Buffer.from("\n<!DOCTYPE html><title>404</title>"), "a web page"],
    ["a pointer of Git LFS", Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"), "Git LFS"],
    ["an archive of tar", Buffer.concat([Buffer.alloc(257), Buffer.from("ustar"), Buffer.alloc(250)]), "tar archive"],
    ["Keras's", Buffer.from("\x89HDF\r\n\x1a\n12345", "latin1"), "HDF5"],
    ["a pickle of another library", Buffer.from("\x80\x04}.", "latin1"), "not one that torch.save wrote"],
    ["a text", Buffer.from("hello"), "neither safetensors nor a file of torch"],
  ])("says that a file is %s", async (_, bytes, cause) => {
    expect(await refusal(bytes)).toContain(cause);
  });
  it("says that there is no file, or that it is a folder", async () => {
    expect((await failureOf(contentsOf("/no/such/weights.pth"))).message).toContain("there is no such file");
    expect((await failureOf(contentsOf("."))).message).toContain("not a file");
    expect((await failureOf(contentsOf("/dev/zero"))).message).toContain("not a file");
  });
});
