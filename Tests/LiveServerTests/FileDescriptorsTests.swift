#if Live
import Testing

@testable import LiveServer

struct FileDescriptorsTests {
    @Test("what the system does not allow is said, with what to do about it")
    func limited() throws {
        let descriptors = FileDescriptors(for: .max)
        #expect(descriptors.connections < .max)
        let warning = try #require(descriptors.warning)
        #expect(warning.contains("\(descriptors.connections) connections at a time"))
        #expect(warning.contains("LimitNOFILE="))
    }

    @Test("what it allows is had without a word")
    func allowed() {
        let descriptors = FileDescriptors(for: 10)
        #expect(descriptors.connections == 10)
        #expect(descriptors.warning == nil)
    }
}
#endif
