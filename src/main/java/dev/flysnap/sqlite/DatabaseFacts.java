package dev.flysnap.sqlite;

/**
 * What tells one database from another, as PRAGMAs give it.
 *
 * @param schemaSha256 hash, in hex, of what {@code SELECT sql FROM sqlite_schema WHERE sql IS NOT
 *     NULL ORDER BY sql} prints, one text a line: {@code sqlite3 … | sha256sum} says the same
 */
public record DatabaseFacts(
        long pageSize,
        long pageCount,
        long userVersion,
        long applicationId,
        long schemaVersion,
        String schemaSha256) {}
