-- Heartbeats, one terminal after the other. Arguments: a file with a token in each line, the contract's version, and a
-- file with the word that each of them says.
local requests = {}
local at = 0

function init(args)
  local body = io.open(args[3]):read('*a')
  for token in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format('POST', nil, {
      ['content-type'] = 'application/json',
      ['authorization'] = 'Bearer ' .. token,
      ['foyer-contract'] = args[2],
    }, body)
  end
  -- Every terminal has its turn, also where a run is shorter than the fleet.
  math.randomseed(os.time())
  at = math.random(#requests)
end

function request()
  at = at % #requests + 1
  return requests[at]
end
