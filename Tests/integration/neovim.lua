-- Drives Neovim as a person would, with the configuration that docs/editors.md has: FOLDER and SETUP are variables of the environment.
local function check(test, words)
  if test then
    io.stdout:write(words .. "\n")
  else
    io.stderr:write("failed: " .. words .. "\n")
    vim.cmd("cquit 1")
  end
end

local function wait(test, words)
  check(vim.wait(20000, test, 50), words)
end

local ok, problem = pcall(function()
  vim.cmd("filetype plugin on")
  dofile(os.getenv("SETUP"))
  local folder = os.getenv("FOLDER")
  vim.cmd("edit " .. folder .. "/c.yaml")
  local buffer = vim.api.nvim_get_current_buf()
  local function codes()
    local found = {}
    for _, each in ipairs(vim.diagnostic.get(buffer)) do
      found[each.code or each.user_data.lsp.code] = each
    end
    return found
  end
  wait(function() return codes()["unknown-reference"] ~= nil end, "diagnostics")

  local function ask(method, more)
    local line = vim.api.nvim_win_get_cursor(0)
    local params = {
      textDocument = { uri = vim.uri_from_bufnr(buffer) },
      position = { line = line[1] - 1, character = line[2] },
    }
    for key, value in pairs(more or {}) do params[key] = value end
    for _, answer in pairs(vim.lsp.buf_request_sync(buffer, method, params, 10000) or {}) do
      return answer.result, answer.err or answer.error
    end
  end

  vim.fn.search("OrderPlaced")
  check(ask("textDocument/hover").contents.value:find("OrderPlaced"), "hover")
  check(#ask("textDocument/references", { context = { includeDeclaration = true } }) == 2, "references")
  local lenses = ask("textDocument/codeLens")
  check(lenses[1].command.title:find("published by 1 service"), "code lens")
  local _, refusal = ask("textDocument/rename", { newName = "billing" })
  check(refusal and refusal.message:find("exists already"), "refused rename")

  -- Typing: a change of the buffer reaches the server, and completion follows it.
  vim.fn.search("OrderPlacd")
  local place = vim.api.nvim_win_get_cursor(0)
  vim.api.nvim_buf_set_text(buffer, place[1] - 1, place[2], place[1] - 1, place[2] + 10, { "Order" })
  vim.api.nvim_win_set_cursor(0, { place[1], place[2] + 5 })
  local list = ask("textDocument/completion")
  local item
  for _, each in ipairs(list.items) do
    if each.label == "OrderPlaced" then item = each end
  end
  check(item and item.detail == "event from shop", "completion")
  vim.lsp.util.apply_text_edits({ item.textEdit }, buffer, "utf-16")
  wait(function() return codes()["unknown-reference"] == nil end, "the change is seen")
  check(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):find("consumes: %[OrderPlaced%]"), "text")

  -- A rename through Neovim's own function, which asks for confirmation of nothing when the name is given.
  vim.fn.search("OrderPlaced", "w")
  vim.lsp.buf.rename("OrderSubmitted")
  wait(function()
    return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):find("events:\n  OrderSubmitted")
  end, "rename")
  vim.cmd("silent write")

  vim.cmd("edit " .. folder .. "/order.bpmn")
  vim.cmd("setfiletype bpmn")
  wait(function() return #vim.diagnostic.get(0) > 0 end, "diagnostics in a process")
  vim.lsp.stop_client(vim.lsp.get_active_clients and vim.lsp.get_active_clients() or vim.lsp.get_clients())
end)
check(ok, ok and "end" or tostring(problem))
vim.cmd("qall!")
