import { taskOf } from "../tasks/index.ts";

/**
 * Words that people bring from fastai, Keras, PyTorch and YAML. `spellings` lists those with exactly one meaning here: exp accepts them, and
 * `exp fmt` writes ours. `otherWords` lists the rest, each with what to do instead. Words are lower case, with `_` for spaces and hyphens.
 */
export const spellings = {
  statement: {
    fine_tune: ["finetune", "fine_tuning"],
    fit_one_cycle: ["fit_onecycle", "one_cycle", "onecycle"],
    visualize: ["visualise"],
  },
  option: {
    rate: ["lr", "learning_rate", "lr_max", "max_lr", "base_lr"],
    decay: ["wd", "weight_decay"],
    batch: ["bs", "batch_size", "batchsize"],
    resize: ["image_size", "img_size", "imgsz"],
    split: ["valid_pct", "validation_split", "val_split"],
    workers: ["num_workers", "n_workers"],
    freeze: ["freeze_epochs"],
    optimizer: ["opt", "opt_func"],
    augment: ["augmentation", "augmentations", "data_augmentation"],
    flip: ["horizontal_flip", "hflip", "do_flip"],
    rotate: ["rotation", "max_rotate"],
    zoom: ["max_zoom"],
    warp: ["max_warp"],
  },
  /** Words of forms. */
  word: {
    layer: ["layers"],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;

export interface OtherWord {
  words: readonly string[];
  /** What it is elsewhere. */
  means: string;
  /** What to do here; a whole clause, without a full stop. */
  say?: string;
  /** A statement, or the option of one, that does it here. `<5>` is the number that was given, or 5. */
  write?: string;
  /** Our name for it, where it is one of a list: a metric, an engine. */
  name?: string;
  /** Whether `write` may take the place of the statement, or the statement may go. */
  fix?: "replace" | "remove";
  /** What takes its place where it is written as an option. */
  option?: string;
}

/** An example with the number that was given, where that is a plain count. */
export const writtenWith = (write: string, number = ""): string =>
  write.replace(/<(.*?)>/, (_, usual) => (/^[1-9]\d{0,3}$/.test(number) ? number : usual));

const inRun = "every run keeps its weights in its folder, as `weights.safetensors`";

export const otherWords: readonly OtherWord[] = [
  // Statements.
  {
    words: ["train", "training", "learn", "fit_model"],
    name: "fine_tune",
    means: "training",
    say: "`fine_tune` trains a pretrained model, `fit_one_cycle` one with random weights",
    write: "fine_tune <5> epochs",
    fix: "replace",
  },
  {
    words: ["epochs", "epoch", "num_epochs", "n_epochs", "n_epoch"],
    means: "the length of a training",
    write: "fine_tune <5> epochs",
    fix: "replace",
  },
  {
    words: ["dataset", "dataloader", "dataloaders", "image_folder", "imagefolder", "imagedataloaders", "datasets"],
    name: "data",
    means: "the data",
    write: "data pets from folder",
  },
  {
    words: ["architecture", "arch", "backbone", "network", "net", "learner", "cnn_learner", "vision_learner"],
    name: "model",
    means: "the model",
    write: "model resnet34 pretrained",
  },
  { words: ["weights", "checkpoint_file"], means: "weights to start from", write: 'model resnet34 pretrained from "weights.safetensors"' },
  {
    words: ["unfreeze", "freeze_body"],
    means: "training the whole model",
    say: "`fine_tune` unfreezes the body by itself after its frozen epochs",
    write: "fine_tune 5 epochs freeze 1 epochs",
    fix: "remove",
  },
  {
    words: ["lr_find", "lr_finder", "find_lr"],
    means: "a search for the learning rate",
    say: "exp has none: leave the rate out to train with fastai's default, or compare experiments with several",
    write: "fine_tune 5 epochs rate 1e-3",
    fix: "remove",
  },
  {
    words: ["show_batch", "show", "plot_batch", "summary", "print", "head"],
    means: "a look at the data or the model",
    say: "`exp plan FILE` lists the classes, the images, the layers and the cost before anything runs",
    fix: "remove",
  },
  {
    words: ["plot_top_losses", "top_losses", "worst"],
    means: "the images that the model gets most wrong",
    write: "explain worst 9",
    fix: "replace",
  },
  {
    words: ["plot_confusion_matrix", "confusion_matrix", "most_confused", "interpret", "interpretation", "classification_report"],
    means: "how often one class is taken for another",
    say: "`evaluate` prints it, and the report draws it",
    write: "evaluate metric accuracy f1",
    fix: "replace",
  },
  {
    words: ["gradcam", "grad_cam", "gradcam++", "heatmap", "cam"],
    means: "which parts of an image count",
    write: "explain worst 9 with gradcam",
    name: "gradcam",
    fix: "replace",
  },
  {
    words: ["occlusion", "saliency", "integrated_gradients", "captum", "attribution"],
    means: "which parts of an image count",
    write: "explain worst 9 with occlusion",
    fix: "replace",
  },
  {
    words: ["validate", "validation", "eval", "measure"],
    name: "evaluate",
    means: "measuring the model",
    write: "evaluate metric accuracy",
    fix: "replace",
  },
  {
    words: ["test", "test_set", "test_data", "testset", "holdout"],
    means: "data that are kept for the end",
    say: "`evaluate on` takes a folder of the data by its name, the path of another, or the name of a second `data` statement",
    write: "evaluate on test",
  },
  { words: ["inference", "classify", "infer"], name: "predict", means: "what the model sees in an image", write: 'predict "photo.jpg"' },
  {
    words: ["export", "save", "save_model", "checkpoints", "savemodel"],
    means: "keeping the weights",
    say: `${inRun}; a later experiment starts from such a file`,
    write: 'model resnet34 pretrained from "weights.safetensors"',
    fix: "remove",
  },
  {
    words: ["load", "load_model", "load_weights", "load_learner", "restore"],
    means: "weights of one's own",
    write: 'model resnet34 pretrained from "weights.safetensors"',
  },
  {
    words: ["resume", "continue"],
    means: "going on with a run",
    say: "`exp resume RUN` on the command line resumes a run that was stopped",
    fix: "remove",
  },
  {
    words: ["import", "from", "using", "require"],
    means: "an import",
    say: "exp needs none; `include` takes in another file of experiments",
    write: 'include "shared.exp"',
    fix: "remove",
  },
  { words: ["var", "const", "set", "def", "define"], means: "a name for a value", write: "let rate = 1e-3; fine_tune 5 epochs rate rate" },
  {
    words: ["for", "while", "if", "loop", "repeat"],
    means: "a loop or a branch",
    say: "exp has none: write one experiment for each case",
    write: "experiment small { model resnet18 pretrained; fine_tune 1 epochs }",
  },
  {
    words: ["plot_loss", "plot_losses", "recorder", "plot", "history", "tensorboard", "wandb", "logger"],
    means: "curves of the training",
    say: "the report of every run draws them, and `exp view` shows them live",
    fix: "remove",
  },
  {
    words: ["sweep", "grid", "grid_search", "hyperparameters"],
    means: "trying several settings",
    write: "experiment small { model resnet18 pretrained; fine_tune 1 epochs }",
  },
  // Settings and options.
  {
    words: ["random_seed", "manual_seed", "set_seed", "seed_everything", "random_state"],
    means: "the seed",
    write: "seed <42>",
    fix: "replace",
  },
  { words: ["on_gpu", "cuda", "nvidia", "to_gpu", "accelerator"], means: "a graphics card", write: "use gpu", name: "gpu", fix: "replace" },
  { words: ["on_cpu", "to_cpu"], means: "the processor", write: "use cpu", name: "cpu", fix: "replace" },
  { words: ["device", "engine", "backend"], name: "use", means: "what runs the experiment", write: "use cpu" },
  {
    words: ["fp16", "half", "to_fp16", "mixed_precision", "amp", "bfloat16"],
    means: "half precision",
    say: "graphics cards train in bfloat16 by default",
    write: "use gpu bf16",
    name: "bf16",
  },
  {
    words: ["deterministic", "determinism", "reproducible"],
    means: "the same numbers every time",
    say: "the same file, seed and engine always give the same numbers",
    write: "seed 42",
    fix: "remove",
  },
  {
    words: ["adam", "adamw"],
    name: "adam",
    means: "the optimizer",
    say: "Adam with decoupled weight decay is the default",
    write: "fine_tune 5 epochs optimizer adam",
    option: "optimizer adam",
  },
  { words: ["sgd"], means: "the optimizer", write: "fine_tune 5 epochs optimizer sgd", option: "optimizer sgd" },
  {
    words: ["momentum", "moms", "beta1", "betas"],
    means: "the momentum",
    say: "in `fine_tune` and `fit_one_cycle` the one-cycle schedule sets it, `fit` keeps it constant, as in fastai",
    fix: "remove",
  },
  {
    words: ["scheduler", "schedule", "lr_scheduler", "cosine", "warmup"],
    means: "the schedule of the learning rate",
    say: "`fine_tune` and `fit_one_cycle` follow the one-cycle schedule, `fit` keeps the rate constant",
    write: "fit 5 epochs rate 1e-3",
  },
  {
    words: ["loss", "loss_func", "criterion", "cross_entropy"],
    means: "the loss",
    say: `exp trains with ${taskOf({}).loss.name}; the table always shows it`,
    fix: "remove",
  },
  {
    words: ["label_smoothing", "smoothing"],
    means: "softer labels",
    say: "exp does not have it; `dropout` and `decay` also regularize",
    write: "fine_tune 5 epochs dropout 50%",
    fix: "remove",
  },
  {
    words: ["mixup", "cutmix", "cutout", "randaugment", "trivialaugment"],
    means: "an augmentation",
    say: "exp does not have it; `augment` flips, rotates, zooms, warps and lights",
    write: "data pets from folder { augment }",
    fix: "remove",
  },
  {
    words: ["early_stopping", "earlystopping", "patience", "callbacks", "callback", "cbs"],
    means: "stopping before the last epoch",
    say: "exp does not have it: the one-cycle schedule needs all its epochs; `exp resume` resumes a run that you stop",
    fix: "remove",
  },
  {
    words: ["gradient_accumulation", "accumulate", "grad_accum"],
    means: "batches in parts",
    say: "exp does not have it: give a smaller batch",
    write: "data pets from folder { batch 16 }",
    fix: "remove",
  },
  {
    words: ["class_weights", "weighted", "sampler", "oversample"],
    means: "weights of classes",
    say: "exp does not have them; `f1` shows how well rare classes do",
    write: "fine_tune 5 epochs metric f1",
    fix: "remove",
  },
  { words: ["shuffle"], means: "the order of the images", say: "training images are shuffled anew in every epoch", fix: "remove" },
  {
    words: ["normalize", "normalise", "mean", "std"],
    means: "normalization of the pixels",
    say: "images are normalized with ImageNet's mean and deviation",
    fix: "remove",
  },
  {
    words: ["item_tfms", "batch_tfms", "transforms", "transform", "tfms", "aug_transforms"],
    means: "changes to the images",
    write: "data pets from folder { resize 224px; augment }",
  },
  {
    words: ["size", "width", "height", "input_size", "resolution"],
    means: "the size of the images",
    write: "data pets from folder { resize 224px }",
  },
  {
    words: ["val", "valid", "train_split", "test_size"],
    means: "the share of validation images",
    write: "data pets from folder { split 20% }",
  },
  {
    words: ["num_classes", "n_classes", "n_out", "classes", "class_names"],
    means: "the classes",
    say: "they follow from the labels of the images",
    write: "data pets from folder { labels from folder }",
    fix: "remove",
  },
  {
    words: ["label", "label_func", "label_from_folder", "parent_label", "y"],
    means: "the labels",
    write: "data pets from folder { labels from folder }",
  },
  { words: ["path", "folder", "dir", "directory", "root", "images"], means: "where the images are", write: 'data pets from folder "pets"' },
  {
    words: ["true", "yes", "enabled", "false", "no", "none", "null", "disabled"],
    means: "a switch",
    say: "an option is on when it is there: leave the value out, or leave out the option",
  },
  // Names of lists.
  {
    words: ["acc", "categorical_accuracy", "top1", "top_1"],
    means: "the metric `accuracy`",
    name: "accuracy",
    write: "fine_tune 5 epochs metric accuracy",
  },
  { words: ["err", "error"], means: "the metric `error_rate`", name: "error_rate", write: "fine_tune 5 epochs metric error_rate" },
  { words: ["f1_score", "f1score", "fscore"], means: "the metric `f1`", name: "f1", write: "fine_tune 5 epochs metric f1" },
  {
    words: ["top5", "top_5", "topk", "top_k", "top5_accuracy"],
    means: "the metric `top_k_accuracy`",
    name: "top_k_accuracy",
    write: "fine_tune 5 epochs metric top_k_accuracy 5",
  },
];

/** A word as the tables have it. */
const plain = (word: string): string => word.toLowerCase().replace(/[-\s]+/g, "_");

/** Words that turn an option on and off elsewhere. */
export const isOn = (word: string): boolean => ["true", "yes", "enabled", "on"].includes(plain(word));
export const isOff = (word: string): boolean => ["false", "no", "none", "null", "disabled", "off"].includes(plain(word));

const byWord = new Map(otherWords.flatMap(row => row.words.map(word => [word, row] as const)));
/** The row of a word, or of it with the word behind it: `early stopping`. A call names its method: `learn.lr_find`. */
export function otherWord(word: string, next?: string): OtherWord | undefined {
  const last = word.slice(word.lastIndexOf(".") + 1);
  return (next === undefined ? undefined : byWord.get(plain(`${last} ${next}`))) ?? byWord.get(plain(last));
}

const inverted = (table: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(table).flatMap(([ours, words]) => words.map(word => [word, ours] as const)));
const [statementBySpelling, optionBySpelling, wordBySpelling] = [spellings.statement, spellings.option, spellings.word].map(inverted);
/** Our word for a statement or an option; the word itself where it has no other spelling. */
export const statementMeant = (word: string): string => statementBySpelling.get(plain(word)) ?? word;
export const optionMeant = (word: string): string => optionBySpelling.get(plain(word)) ?? word;
export const wordMeant = (word: string): string => wordBySpelling.get(plain(word)) ?? word;
/** Every word of the tables that is not ours. */
export const wordsOfOthers: readonly string[] = [
  ...statementBySpelling.keys(),
  ...optionBySpelling.keys(),
  ...wordBySpelling.keys(),
  ...byWord.keys(),
];
