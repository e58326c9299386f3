package dev.flysnap.portable.take;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest.SqliteFacts;
import dev.flysnap.sqlite.check.TableCounts;
import java.time.Instant;
import java.util.Optional;

/** What is known of a copy before it is kept. */
record KnownCopy(
        Instant completeUntil,
        boolean isExact,
        CheckDepth checked,
        SqliteFacts sqlite,
        Optional<TableCounts> counts) {}
