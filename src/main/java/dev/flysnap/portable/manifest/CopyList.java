package dev.flysnap.portable.manifest;

import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoredObject;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a store has.
 *
 * @param copies newest first
 * @param problems manifests that cannot be used
 * @param notes of verifications
 * @param orphans contents and drafts of flysnap's that have no manifest: of a copy that is being
 *     made now, or that was never finished. Files with other names are nobody's business.
 */
public record CopyList(
        List<CopyManifest> copies,
        VerificationNotes notes,
        List<Problem> problems,
        List<Orphan> orphans) {
    /** The names that {@link CopyNames} gives. */
    private static final Pattern CONTENT =
            Pattern.compile(".+-\\d{8}T\\d{6}Z-run_[0-9a-z]{6,40}\\.db(?:\\.zst)?(?:\\.age)?");

    /** A leftover. */
    public record Orphan(StoredObject object, boolean isDraft) {}

    public CopyList {
        copies = List.copyOf(copies);
        problems = List.copyOf(problems);
        orphans = List.copyOf(orphans);
    }

    /** Reads every manifest of the store. */
    public static CopyList of(CopyStore store) {
        // The drafts first: one that is finished meanwhile is then in the list of objects.
        List<Orphan> orphans = new ArrayList<>();
        store.drafts().forEach(it -> orphans.add(new Orphan(it, true)));
        Map<ObjectName, StoredObject> objects = new HashMap<>();
        store.list().forEach(it -> objects.put(it.name(), it));
        List<CopyManifest> copies = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (StoredObject object : objects.values()) {
            ObjectName name = object.name();
            VerificationNote.parse(name)
                    .map(VerificationNote::content)
                    .filter(it -> isContent(it) && !objects.containsKey(it))
                    .ifPresent(_ -> orphans.add(new Orphan(object, false)));
            if (isContent(name) && !objects.containsKey(Manifests.nameFor(name))) {
                orphans.add(new Orphan(object, false));
            }
            if (Manifests.isNameOfOne(name)) {
                read(store, Manifests.contentOf(name), objects, copies, problems);
            }
        }
        copies.sort(
                Comparator.comparing(CopyManifest::completeUntil)
                        .thenComparing(CopyManifest::content)
                        .reversed());
        problems.sort(Comparator.comparing(Problem::what));
        return new CopyList(copies, VerificationNotes.among(objects.keySet()), problems, orphans);
    }

    /** A foreign file that happens to be JSON is no problem, unless a copy is called like it. */
    private static void read(
            CopyStore store,
            ObjectName content,
            Map<ObjectName, StoredObject> objects,
            List<CopyManifest> copies,
            List<Problem> problems) {
        boolean isThere = objects.containsKey(content);
        if (!isThere && !isContent(content)) {
            return;
        }
        try {
            CopyManifest manifest = Manifests.read(store, content);
            if (isThere) {
                copies.add(manifest);
            } else {
                problems.add(ManifestProblems.contentAbsent(store.address(), content));
            }
        } catch (FlysnapException e) {
            // Deleted by another process meanwhile: then it is no copy.
            if (!e.problem().code().equals("copy-absent")) {
                problems.add(e.problem());
            }
        }
    }

    private static boolean isContent(ObjectName name) {
        return CONTENT.matcher(name.value()).matches();
    }
}
