" Made by `npm run syntax` from the tables of the language.
if exists("b:current_syntax")
  finish
endif

syntax keyword expStatement data model fine_tune fit fit_one_cycle visualize explain evaluate predict seed use exact let experiment include version
syntax keyword expOption labels split resize presize augment flip rotate zoom warp brightness contrast probability batch workers cache pretrained rate decay optimizer dropout checkpoint metric metrics freeze filters patches deconv activations maximize channels channel with class limit devices batch_norm
syntax keyword expName resnet18 resnet34 resnet50 resnet101 resnet152 resnet20 noise blur weather digital gaussian_noise shot_noise impulse_noise defocus_blur glass_blur motion_blur zoom_blur snow fog brightness contrast elastic_transform pixelate jpeg_compression cpu gpu wasm onednn xla tensorflow webgpu crop squish pad adam sgd error_rate accuracy top_k_accuracy precision recall f1 roc_auc binary macro weighted gradcam occlusion saliency integrated_gradients guided_backprop
syntax match expNumber "\v<\d+(\.\d+)?([eE][-+]?\d+)?[A-Za-z%]*"
syntax region expText start=+"+ skip=+\\"+ end=+"+ oneline
syntax match expComment "#.*$"

highlight default link expStatement Statement
highlight default link expOption Type
highlight default link expName Constant
highlight default link expNumber Number
highlight default link expText String
highlight default link expComment Comment

let b:current_syntax = "exp"
