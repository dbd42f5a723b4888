-- Each request another page of the list at an address of its own, so that no cache has it.
local phases = { "", "&fase=risico", "&fase=nazorg", "&soort=programma", "&status=actief" }
local number = 0

request = function()
   number = number + 1
   local filter = phases[number % #phases + 1]
   local mark = number .. "-" .. math.random(1000000000)
   return wrk.format("GET", wrk.path .. "?pagina=" .. number % 40 .. filter .. "&_=" .. mark)
end
