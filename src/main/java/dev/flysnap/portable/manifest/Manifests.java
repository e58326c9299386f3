package dev.flysnap.portable.manifest;

import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads and writes manifests. */
public final class Manifests {
    private static final String SUFFIX = ".json";
    private static final int MAX_BYTES = 1 << 20;

    /** What the manifest of an object is called. */
    public static ObjectName nameFor(ObjectName content) {
        return new ObjectName(content + SUFFIX);
    }

    /** Whether an object is called like one. */
    public static boolean isNameOfOne(ObjectName name) {
        return name.value().endsWith(SUFFIX) && name.value().length() > SUFFIX.length();
    }

    /** What it describes by its name. */
    public static ObjectName contentOf(ObjectName manifest) {
        String name = manifest.value();
        return new ObjectName(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Keeps it. From now on the copy is one. */
    public static void write(CopyStore store, CopyManifest manifest) {
        try (Draft draft = store.create(nameFor(manifest.content()))) {
            String text = JsonText.printPretty(Records.write(CopyManifest.class, manifest)) + "\n";
            draft.stream().write(text.getBytes(StandardCharsets.UTF_8));
            draft.commit();
        } catch (IOException e) {
            throw ManifestProblems.notWritten(
                            store.address(), manifest.content(), FailureText.of(e))
                    .exception(e);
        }
    }

    /**
     * The manifest of a copy.
     *
     * @throws FlysnapException if there is none, or it is not one, or that of another copy
     */
    public static CopyManifest read(CopyStore store, ObjectName content) {
        ObjectName name = nameFor(content);
        String text;
        try (InputStream in = store.open(name)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw ManifestProblems.malformed(store.address(), name, "it is larger than 1 MB")
                        .exception();
            }
            text = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ManifestProblems.malformed(store.address(), name, FailureText.of(e)).exception(e);
        }
        CopyManifest manifest = parse(store, name, text);
        if (!manifest.content().equals(content)) {
            throw ManifestProblems.ofAnother(store.address(), name, manifest.content()).exception();
        }
        return manifest;
    }

    private static CopyManifest parse(CopyStore store, ObjectName name, String text) {
        try {
            return Records.read(CopyManifest.class, JsonText.parse(text));
        } catch (MalformedJson e) {
            throw ManifestProblems.malformed(store.address(), name, String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    private Manifests() {}
}
