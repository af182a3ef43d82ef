import Manifests

/// From what stands on the command line to the manifests to read.
enum ManifestDiscovery {
    enum Result {
        case manifest(path: String)
        /// A folder without a manifest: there is nothing to prove.
        case nothingIn(folder: String)
        case unreadable(path: String, FileProblem)
    }

    /// A folder stands for the manifest in it; a file for itself.
    static func find(_ path: String, in files: FileAccess) -> Result {
        switch files.status(path) {
        case .failure(let problem): return .unreadable(path: path, problem)
        case .success(let status) where status.kind == .folder:
            for name in ManifestReader.fileNames {
                let candidate = join(path, name)
                if case .success = files.status(candidate) { return .manifest(path: candidate) }
            }
            return .nothingIn(folder: path)
        case .success: return .manifest(path: path)
        }
    }

    /// `folder/name`, without the `.` of the working directory, which would only lengthen every location.
    static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty || folder == "." || folder == "./" { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The folder of a path; empty for the working directory.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
