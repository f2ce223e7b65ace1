"""fastai's side of bench/peers.ts: `fastai_fine_tune.py FOLDER SIZE`, a whole fine_tune of one epoch. Says `table` once the table is printed."""
import sys

from fastai.vision.all import ImageDataLoaders, Resize, error_rate, resnet34, vision_learner

if __name__ == "__main__":
    folder, size = sys.argv[1:]
    loaders = ImageDataLoaders.from_folder(folder, valid_pct=0.2, seed=42, item_tfms=Resize(int(size)), bs=64)
    learner = vision_learner(loaders, resnet34, metrics=error_rate, pretrained=False)
    with learner.no_bar():
        learner.fine_tune(1)
    print("table", flush=True)
