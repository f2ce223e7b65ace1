vim.bo.commentstring = "# %s"

-- Old versions of a file, as plugins for git show them, are only coloured.
if vim.api.nvim_buf_get_name(0):match("^%w[%w+.-]+://") then
  return
end

local command = vim.g.exp_command or { "exp" }
if vim.fn.executable(command[1]) == 0 then
  vim.notify_once("exp was not found: install it, or name it in `vim.g.exp_command`", vim.log.levels.WARN)
  return
end

-- Files that include each other belong to one server: that of the repository, or of the folder where there is none.
local folder = vim.fn.expand("%:p:h")
local git = vim.fn.finddir(".git", vim.fn.fnameescape(folder) .. ";")

local config = {
  name = "exp",
  cmd = vim.list_extend(vim.list_extend({}, command), { "lsp" }),
  root_dir = git == "" and folder or vim.fn.fnamemodify(git, ":p:h:h"),
}
if vim.lsp.start then
  vim.lsp.start(config)
else
  -- Neovim 0.7: one client for each folder.
  _G.exp_clients = _G.exp_clients or {}
  _G.exp_clients[config.root_dir] = _G.exp_clients[config.root_dir] or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, _G.exp_clients[config.root_dir])
end
