package org.junicorn.container.session;

/**
 * What Redis does in one step. A session is a hash: {@code c}reated, {@code a}ccessed, {@code m}ax inactive seconds,
 * {@code o}wner, {@code n}umber of updates, and {@code v:NAME} for each attribute, with the number of the update that
 * wrote it before a colon and its bytes. Where it is not a cluster, the second key is the set of all sessions by the time
 * they end.
 *
 * <p>Versions are numbers of 64 bits, which Lua does not have: it counts updates, the version is {@code created << 20}
 * plus that, and is known here in its upper 44 bits and its lower 20.
 */
enum RedisScripts {
    /** ARGV: known version's upper and lower part. Returns c, a, m, o, n, then name, number and bytes or false. */
    READ(Part.CONTENT + "return content(redis.call('HGETALL', KEYS[1]), tonumber(ARGV[1]), tonumber(ARGV[2]))"),

    /** ARGV: id, c, a, m, o, then names and bytes. Returns whether it was made. */
    CREATE(Part.BOOKS + """
            if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
            redis.call('HSET', KEYS[1], 'c', ARGV[2], 'a', ARGV[3], 'm', ARGV[4], 'o', ARGV[5], 'n', '0')
            for i = 6, #ARGV, 2 do redis.call('HSET', KEYS[1], 'v:' .. ARGV[i], '0:' .. ARGV[i + 1]) end
            books(ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4]))
            return 1
            """),

    /** ARGV: id, a or "", m or "", "=" and o or "", number of names to remove, these, then names and bytes. Returns c and n. */
    UPDATE(Part.BOOKS + """
            if redis.call('EXISTS', KEYS[1]) == 0 then return false end
            local n = redis.call('HINCRBY', KEYS[1], 'n', 1)
            local head = redis.call('HMGET', KEYS[1], 'c', 'a', 'm')
            if ARGV[2] ~= '' and tonumber(ARGV[2]) > tonumber(head[2]) then
              head[2] = ARGV[2]
              redis.call('HSET', KEYS[1], 'a', ARGV[2])
            end
            if ARGV[3] ~= '' then head[3] = ARGV[3] redis.call('HSET', KEYS[1], 'm', ARGV[3]) end
            if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'o', string.sub(ARGV[4], 2)) end
            local set = 6 + tonumber(ARGV[5])
            for i = 6, set - 1 do redis.call('HDEL', KEYS[1], 'v:' .. ARGV[i]) end
            for i = set, #ARGV, 2 do
              redis.call('HSET', KEYS[1], 'v:' .. ARGV[i], string.format('%.0f', n) .. ':' .. ARGV[i + 1])
            end
            if ARGV[2] ~= '' or ARGV[3] ~= '' then books(ARGV[1], tonumber(head[2]), tonumber(head[3])) end
            return {head[1], string.format('%.0f', n), head[2], head[3]}
            """),

    /** ARGV: id, and the time by which it must have ended or "". Returns as READ, or a number: when it ends. */
    REMOVE(Part.CONTENT + """
            local all = redis.call('HGETALL', KEYS[1])
            if #all > 0 and ARGV[2] ~= '' then
              local head = redis.call('HMGET', KEYS[1], 'a', 'm')
              local m = tonumber(head[2])
              local ends = tonumber(head[1]) + m * 1000
              if m <= 0 then return 'inf' end
              if tonumber(ARGV[2]) < ends then return string.format('%.0f', ends) end
            end
            redis.call('DEL', KEYS[1])
            if KEYS[2] then redis.call('ZREM', KEYS[2], ARGV[1]) end
            return content(all, 0, 0)
            """),

    /** KEYS: both sessions, and the set. ARGV: both ids. Returns whether it was done. */
    RENAME("""
            if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
            redis.call('RENAME', KEYS[1], KEYS[2])
            local score = redis.call('ZSCORE', KEYS[3], ARGV[1])
            redis.call('ZREM', KEYS[3], ARGV[1])
            redis.call('ZADD', KEYS[3], score or '+inf', ARGV[2])
            return 1
            """),

    /** Removes a session and returns it as DUMP does, with the milliseconds that its key had left. */
    TAKE("""
            local dump = redis.call('DUMP', KEYS[1])
            if not dump then return false end
            local left = redis.call('PTTL', KEYS[1])
            redis.call('DEL', KEYS[1])
            return {dump, left}
            """),

    /** ARGV: who asks, and for how many milliseconds. Returns whether he leads. */
    LEAD("""
            local leader = redis.call('GET', KEYS[1])
            if leader and leader ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """);

    private final String text;

    RedisScripts(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** What several scripts have. */
    private static final class Part {
        static final String CONTENT = """
                local function content(all, high, low)
                  if #all == 0 then return false end
                  local head, values = {}, {}
                  for i = 1, #all, 2 do
                    if string.sub(all[i], 1, 2) == 'v:' then values[#values + 1] = i else head[all[i]] = all[i + 1] end
                  end
                  local known = -1
                  if high > 0 then known = (high - tonumber(head['c'])) * 1048576 + low end
                  local out = {head['c'], head['a'], head['m'], head['o'], head['n']}
                  for _, i in ipairs(values) do
                    local colon = string.find(all[i + 1], ':', 1, true)
                    local number = string.sub(all[i + 1], 1, colon - 1)
                    out[#out + 1] = string.sub(all[i], 3)
                    out[#out + 1] = number
                    if tonumber(number) > known then
                      out[#out + 1] = string.sub(all[i + 1], colon + 1)
                    else
                      out[#out + 1] = false
                    end
                  end
                  return out
                end
                """;

        /** The key lives an hour longer than its session, in case that no server is there to end it. */
        static final String BOOKS = """
                local function books(id, a, m)
                  local ends = '+inf'
                  if m > 0 then
                    ends = string.format('%.0f', a + m * 1000)
                    local time = redis.call('TIME')
                    local left = math.max(0, a + m * 1000 - (time[1] * 1000 + math.floor(time[2] / 1000)))
                    redis.call('PEXPIRE', KEYS[1], string.format('%.0f', left + 3600000))
                  else
                    redis.call('PERSIST', KEYS[1])
                  end
                  if KEYS[2] then redis.call('ZADD', KEYS[2], ends, id) end
                end
                """;
    }
}
