package dev.flysnap.agent.copy;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.util.List;
import java.util.Optional;

/** A copy that can be read. */
record MadeCopy(
        CopyContent content,
        boolean isExact,
        String journalMode,
        Optional<CheckDepth> checked,
        DatabaseFacts facts,
        long plainBytes,
        Optional<TableCounts> counts) {

    static MadeCopy streaming(CopyContent content, PinnedDatabase database) {
        return new MadeCopy(
                content,
                true,
                database.journalMode(),
                Optional.empty(),
                database.facts(),
                database.bytes(),
                Optional.empty());
    }

    CopyAnswer.Plain plain() {
        return new CopyAnswer.Plain(
                plainBytes,
                content.plain().map(ContentHash::sha256),
                facts.pageSize(),
                facts.pageCount(),
                facts.userVersion(),
                facts.applicationId(),
                facts.schemaSha256(),
                counts.map(TableCounts::tables),
                counts.map(MadeCopy::rows));
    }

    private static List<CopyAnswer.Rows> rows(TableCounts counts) {
        return counts.rows().stream()
                .map(it -> new CopyAnswer.Rows(it.table(), it.rows(), it.more()))
                .toList();
    }
}
