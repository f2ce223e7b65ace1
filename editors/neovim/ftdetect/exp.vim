" Neovim takes files of this ending for scripts of expect.
autocmd BufNewFile,BufRead *.exp set filetype=exp
