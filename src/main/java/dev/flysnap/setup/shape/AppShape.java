package dev.flysnap.setup.shape;

import java.util.List;

/**
 * What an app's files say of its databases.
 *
 * @param databases on a volume, as far as the files say; fly.toml's first
 * @param lost those that the app's settings put on no volume
 * @param folders in settings that seem to be about databases and name none: {@code /data (DB_PATH)}
 * @param liteFs those that lie on LiteFS's mount, which is no volume but makes its data from one
 * @param hasLiteFs whether LiteFS runs below the app
 * @param hasLitestream whether Litestream replicates its databases
 * @param warnings sentences about what is probably not meant
 * @param notes sentences about how something was read
 */
public record AppShape(
        List<DatabaseCandidate> databases,
        List<LostDatabase> lost,
        List<String> folders,
        List<DatabaseCandidate> liteFs,
        boolean hasLiteFs,
        boolean hasLitestream,
        List<String> warnings,
        List<String> notes) {
    public AppShape {
        databases = List.copyOf(databases);
        lost = List.copyOf(lost);
        folders = List.copyOf(folders);
        liteFs = List.copyOf(liteFs);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }
}
