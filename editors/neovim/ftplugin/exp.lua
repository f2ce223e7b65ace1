vim.bo.commentstring = "# %s"

local command = vim.g.exp_command or { "exp" }
if vim.fn.executable(command[1]) == 0 then
  vim.notify_once("exp was not found: install it, or name it in `vim.g.exp_command`", vim.log.levels.WARN)
  return
end

local config = {
  name = "exp",
  cmd = vim.list_extend(vim.list_extend({}, command), { "lsp" }),
  root_dir = vim.fn.expand("%:p:h"),
}
if vim.lsp.start then
  vim.lsp.start(config)
else
  -- Neovim 0.7: one client for each folder.
  _G.exp_clients = _G.exp_clients or {}
  _G.exp_clients[config.root_dir] = _G.exp_clients[config.root_dir] or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, _G.exp_clients[config.root_dir])
end
