-- Status look-ups of documents chosen by chance. Arguments: how many documents there are, and the terminal's key.
local alphabet = '0123456789CFGHJKLMNPRTVWXYZ'
local documents, headers

-- The document with this place: as numberOf in documents.ts.
local function number(index)
  local text = ''
  for _ = 1, 8 do
    local digit = index % 27
    text = alphabet:sub(digit + 1, digit + 1) .. text
    index = math.floor(index / 27)
  end
  return 'L' .. text
end

function init(args)
  math.randomseed(20261130)
  documents = tonumber(args[1])
  headers = {
    ['content-type'] = 'application/json',
    ['authorization'] = 'Bearer ' .. args[2],
    ['foyer-contract'] = args[3],
  }
end

function request()
  local body = '{"type":"identity-card","number":"' .. number(math.random(0, documents - 1)) .. '"}'
  return wrk.format('POST', nil, headers, body)
end
