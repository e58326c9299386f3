/**
 * Verifies copies, and any other SQLite file, on a private copy: the original is only read. Must
 * not know snapshots or machines.
 *
 * <pre>
 * a copy: compare the stored bytes with the manifest's hash
 *         unless it is encrypted and no identity is there: decrypt, decompress, compare again
 * a file: decrypt and decompress what is sealed; else copy it with its WAL or journal,
 *         again when somebody wrote to it meanwhile
 * both:   header, SQLite's check, foreign keys, queries, the facts of the manifest
 * </pre>
 */
@NullMarked
package dev.flysnap.portable.verify;

import org.jspecify.annotations.NullMarked;
